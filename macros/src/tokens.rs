//! The tokens that everything here works on: the compiler's own, and in unit tests (where those don't exist) the same
//! types of `proc-macro2`.

#[cfg(not(test))]
pub(crate) use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
#[cfg(test)]
pub(crate) use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// Tokens in a row that can be looked into.
pub(crate) type Tokens = Vec<TokenTree>;

pub(crate) fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

pub(crate) fn is_ident(token: Option<&TokenTree>, name: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if same_name(ident, name))
}

#[allow(clippy::cmp_owned)] // the compiler's own `Ident` compares with no text
pub(crate) fn same_name(ident: &Ident, name: &str) -> bool {
    ident.to_string() == name
}

pub(crate) fn group(token: Option<&TokenTree>, delimiter: Delimiter) -> Option<&Group> {
    match token {
        Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group),
        _ => None,
    }
}

/// The same tokens without the invisible groups that a `macro_rules!` puts around its fragments.
pub(crate) fn flatten(tokens: impl IntoIterator<Item = TokenTree>) -> Tokens {
    let mut flat = Tokens::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => flat.extend(flatten(group.stream())),
            token => flat.push(token),
        }
    }
    flat
}

/// Whether any token, groups looked into, is wanted.
pub(crate) fn any(tokens: impl IntoIterator<Item = TokenTree>, wanted: &impl Fn(&TokenTree) -> bool) -> bool {
    tokens.into_iter().any(|token| match &token {
        TokenTree::Group(group) => any(group.stream(), wanted),
        token => wanted(token),
    })
}
