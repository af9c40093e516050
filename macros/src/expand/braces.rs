//! The user's body in the user's own braces.
//!
//! Some lints ask whether the code around something was written by hand: `missing_panics_doc` does of an `assert!`. So the
//! braces around the body are the user's. What an expansion says first stands outside of them, since another lint
//! (`items_after_statements`) wants the user's items to come first:
//!
//! ```text
//! { statement; value }    →    { before { statement; value } }
//! { value }               →    { before value }
//! ```
//!
//! A lone value stands without, since braces around it would be `unused_braces`.

use super::template::{hygienic, template};
use crate::{
    parse::{Function, stream},
    tokens::{Delimiter, Group, Span, TokenStream, TokenTree, is_ident, is_punct},
};

/// The block with the body.
pub(super) fn in_braces(function: &Function, before: TokenStream) -> TokenStream {
    let body = stream(&function.body);
    if before.is_empty() {
        return braces(body, function.braces);
    }
    if is_lone(&function.body) {
        return braces(before.into_iter().chain(body).collect(), function.braces);
    }
    let body = braces(body, function.braces);
    template("{ $before $body }", hygienic(function.braces), &[("before", &before), ("body", &body)])
}

/// Whether it is one value, with no statement before it.
pub(super) fn is_lone(body: &[TokenTree]) -> bool {
    !body.iter().any(|token| is_punct(Some(token), ';') || is_ident(Some(token), "fn"))
}

fn braces(tokens: TokenStream, span: Span) -> TokenStream {
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(span);
    TokenTree::Group(group).into()
}
