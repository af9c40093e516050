//! Expands random mutations of arguments and functions: no expansion panics, and none loses the function.
//!
//! The seed is fixed, so a failure comes again; its message holds the input.

mod corpus;
mod mutation;

use crate::{attribute_kind::AttributeKind, attributed_fn::Mode, classify_error, expand, token_trees::flatten};
use mutation::Mutator;
use proc_macro2::{TokenStream, TokenTree};
use std::panic::{AssertUnwindSafe, catch_unwind};

const SEED: u64 = 0x5EED;
/// Half a million expansions: of five attributes in both modes, and of the derive.
const INPUTS: u64 = 45_500;

#[test]
fn no_input_makes_an_expansion_panic() {
    let mut mutator = Mutator::new(SEED);
    let mut expansions = 0_u64;
    let mut refused = 0_u64;
    for _ in 0..INPUTS {
        let arguments = mutator.mutated(corpus::ARGUMENTS);
        let below = mutator.mutated(corpus::FUNCTIONS);
        let function = syn::parse2::<syn::ItemFn>(below.clone()).ok().map(|function| function.sig.ident.to_string());
        for attribute in AttributeKind::ALL {
            for mode in [Mode::On, Mode::Off] {
                let input = || format!("{mode:?} #[{}({arguments})] {below}", attribute.name());
                let expand = || expand::attribute(attribute, mode, arguments.clone(), below.clone());
                let expansion = guarded(input, expand);
                let tokens = flatten(expansion.clone());
                assert!(tokens.len() >= flatten(below.clone()).len(), "{} lost something: {expansion}", input());
                if let Some(name) = &function {
                    assert!(has_ident(&tokens, name), "{} lost the function: {expansion}", input());
                    let parsed = syn::parse2::<syn::File>(expansion.clone());
                    assert!(parsed.is_ok(), "{} is no Rust: {expansion}", input());
                }
                expansions += 1;
                refused += u64::from(has_ident(&tokens, "compile_error"));
            }
        }
        let below = mutator.mutated(corpus::ENUMS);
        guarded(|| format!("#[derive(ClassifyError)] {below}"), || classify_error::derive(below.clone()));
        expansions += 1;
    }
    assert!(expansions >= 500_000, "only {expansions} expansions");
    // The mutations are neither all harmless nor all refused at once.
    assert!((expansions / 5..expansions * 19 / 20).contains(&refused), "{refused} of {expansions} were refused");
}

/// Expands an input; the message of a panic holds it.
fn guarded(input: impl Fn() -> String, expand: impl FnOnce() -> TokenStream) -> TokenStream {
    catch_unwind(AssertUnwindSafe(expand)).unwrap_or_else(|_| panic!("{} panicked", input()))
}

fn has_ident(tokens: &[TokenTree], name: &str) -> bool {
    tokens.iter().any(|token| matches!(token, TokenTree::Ident(ident) if *ident == name))
}
