//! Places the function's body in its original braces, so that lints see code that was written by hand.
//!
//! Some lints depend on whether the code around something was written by hand: `missing_panics_doc` does for an `assert!`. So
//! the braces around the body are the user's. Statements of the expansion stand outside of them, since another lint
//! (`items_after_statements`) wants the user's items to come first:
//!
//! ```text
//! { statement; value }    →    { before { statement; value } }
//! { value }               →    { before value }
//! ```
//!
//! A lone value stands without braces of its own, since they would be `unused_braces`.

use crate::{hygiene, item::ItemFn};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// The block with the body, after some statements.
pub(super) fn preceded_by(item: &ItemFn, before: &TokenStream) -> TokenStream {
    let (body, span) = (&item.body, item.body_span());
    if before.is_empty() {
        return braces(body.clone(), span);
    }
    if is_lone_value(body) {
        return braces(quote!(#before #body), span);
    }
    let body = braces(body.clone(), span);
    quote_spanned!(hygiene::mixed_site_at(span)=> { #before #body })
}

/// The body where a block is open already.
pub(super) fn last_in_block(item: &ItemFn) -> TokenStream {
    if is_lone_value(&item.body) { item.body.clone() } else { braces(item.body.clone(), item.body_span()) }
}

/// True if the body is one value, with no statement before it.
fn is_lone_value(body: &TokenStream) -> bool {
    !body.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Ident(word) => word == "fn",
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    })
}

fn braces(tokens: TokenStream, span: Span) -> TokenStream {
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(span);
    TokenTree::Group(group).into()
}
