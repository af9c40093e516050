//! Code with holes: `let x = $value;`.

use crate::tokens::{Group, Span, TokenStream, TokenTree, Tokens, is_punct};

/// The code of `source`, with tokens in its holes. What is not from a hole gets `span`: names it introduces can't be seen
/// by the user's code, nor the user's names by it.
pub(crate) fn template(source: &str, span: Span, holes: &[(&str, &TokenStream)]) -> TokenStream {
    // The sources are literals of this crate, and each is expanded by a test.
    source.parse().map(|tokens| fill(tokens, span, holes)).unwrap_or_default()
}

fn fill(tokens: TokenStream, span: Span, holes: &[(&str, &TokenStream)]) -> TokenStream {
    // One stream of all of them: each that is added to a stream is a call of the compiler.
    let mut filled = Tokens::new();
    let mut tokens = tokens.into_iter();
    while let Some(mut token) = tokens.next() {
        if is_punct(Some(&token), '$') {
            let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
            let hole = holes.iter().find(|(hole, _)| *hole == name).map(|(_, tokens)| (*tokens).clone());
            debug_assert!(hole.is_some(), "no tokens for the hole `${name}`");
            filled.extend(hole.unwrap_or_default());
            continue;
        }
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), fill(group.stream(), span, holes)));
        }
        token.set_span(span);
        filled.push(token);
    }
    filled.into_iter().collect()
}

/// `&(tokens)`, at the place of the tokens: what is wrong with their type is shown there.
pub(super) fn reference(tokens: &[TokenTree]) -> TokenStream {
    let here = |token: Option<&TokenTree>| token.map_or_else(Span::call_site, TokenTree::span);
    let mut group = Group::new(crate::tokens::Delimiter::Parenthesis, tokens.iter().cloned().collect());
    group.set_span(hygienic(here(tokens.last())));
    let mut and = crate::tokens::Punct::new('&', crate::tokens::Spacing::Alone);
    and.set_span(hygienic(here(tokens.first())));
    [TokenTree::Punct(and), TokenTree::Group(group)].into_iter().collect()
}

/// The same place, with names of our own.
pub(super) fn hygienic(place: Span) -> Span {
    Span::mixed_site().located_at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_at_every_depth() {
        let value: TokenStream = "1 + 2".parse().expect("tokens");
        let filled = template("let x = f($value, { $value });", Span::call_site(), &[("value", &value)]);
        assert_eq!(filled.to_string(), "let x = f (1 + 2 , { 1 + 2 }) ;");
    }
}
