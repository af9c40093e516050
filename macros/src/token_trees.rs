//! Searches tokens that syn leaves unparsed, and looks through the invisible groups in those that it has parsed.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, Type};

/// The types of one word that are `Copy`, and that an alias does not hide.
pub(crate) const PRIMITIVES: &[&str] = &[
    "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
];

/// Removes the invisible groups that a `macro_rules!` puts around its fragments.
pub(crate) fn flatten(tokens: TokenStream) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => flat.extend(flatten(group.stream())),
            token => flat.push(token),
        }
    }
    flat
}

/// True if any token at any depth is wanted.
pub(crate) fn any_token(tokens: TokenStream, wanted: &impl Fn(&TokenTree) -> bool) -> bool {
    tokens.into_iter().any(|token| match &token {
        TokenTree::Group(group) => any_token(group.stream(), wanted),
        token => wanted(token),
    })
}

/// The spans of the first and the last token; without a token, the attribute's. Stable Rust cannot join them into one.
pub(crate) fn first_and_last_span(tokens: &impl ToTokens) -> (Span, Span) {
    match flatten(tokens.to_token_stream()).as_slice() {
        [] => (Span::call_site(), Span::call_site()),
        [only] => (only.span(), only.span()),
        [first, .., last] => (first.span(), last.span()),
    }
}

/// Looks through invisible groups and parentheses.
pub(crate) fn peel_type(mut written: &Type) -> &Type {
    loop {
        written = match written {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            peeled => return peeled,
        }
    }
}

/// Looks through invisible groups.
pub(crate) fn peel_expr(mut written: &Expr) -> &Expr {
    while let Expr::Group(group) = written {
        written = &group.expr;
    }
    written
}
