//! Mutates tokens at random: at any depth some are dropped, doubled, swapped, replaced, wrapped, or cut off.

use super::corpus::FRAGMENTS;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

pub(super) struct Mutator {
    random: StdRng,
}

impl Mutator {
    pub(super) fn new(seed: u64) -> Self {
        Self { random: StdRng::seed_from_u64(seed) }
    }

    /// One of `corpus`, with up to four mutations.
    pub(super) fn mutated(&mut self, corpus: &[&str]) -> TokenStream {
        let mut tokens = tokens(corpus.choose(&mut self.random).expect("a corpus"));
        for _ in 0..self.random.random_range(0..=4) {
            tokens = self.mutate(tokens);
        }
        tokens
    }

    fn mutate(&mut self, tokens: TokenStream) -> TokenStream {
        let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
        if tokens.is_empty() {
            return self.fragment().into_iter().collect();
        }
        let at = self.random.random_range(0..tokens.len());
        if let TokenTree::Group(group) = &tokens[at]
            && self.random.random_bool(0.7)
        {
            tokens[at] = TokenTree::Group(Group::new(group.delimiter(), self.mutate(group.stream())));
            return tokens.into_iter().collect();
        }
        match self.random.random_range(0..8) {
            0 => _ = tokens.remove(at),
            1 => tokens.insert(at, tokens[at].clone()),
            2 => {
                let other = self.random.random_range(0..tokens.len());
                tokens.swap(at, other);
            }
            3 => tokens.truncate(at),
            4 => _ = tokens.splice(at..at, self.fragment()),
            5 => _ = tokens.splice(at..=at, self.fragment()),
            6 => {
                let end = self.random.random_range(at..tokens.len());
                let inside: TokenStream = tokens.drain(at..=end).collect();
                let delimiters = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
                let delimiter = *delimiters.choose(&mut self.random).expect("four delimiters");
                tokens.insert(at, TokenTree::Group(Group::new(delimiter, inside)));
            }
            _ => {
                if let TokenTree::Group(group) = tokens[at].clone() {
                    tokens.splice(at..=at, group.stream());
                }
            }
        }
        tokens.into_iter().collect()
    }

    fn fragment(&mut self) -> Vec<TokenTree> {
        let fragment = FRAGMENTS.choose(&mut self.random).expect("fragments");
        tokens(fragment).into_iter().collect()
    }
}

fn tokens(written: &str) -> TokenStream {
    written.parse().unwrap_or_else(|error| panic!("{written}: {error}"))
}
