//! String literals where a name or a path belongs.

use crate::tokens::{Ident, Span, TokenStream, TokenTree, Tokens};

/// What stands between the quotes, if the value is one string literal.
pub(super) fn content(value: &[TokenTree]) -> Option<String> {
    let [TokenTree::Literal(literal)] = value else { return None };
    let written = literal.to_string();
    Some(written.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

/// The tokens between the quotes, at the place of the literal: with them one mistake stays one mistake.
pub(super) fn unquoted(value: &[TokenTree]) -> Option<Tokens> {
    let span = value.first()?.span();
    let mut tokens: Tokens = content(value)?.parse::<TokenStream>().ok()?.into_iter().collect();
    for token in &mut tokens {
        token.set_span(span);
    }
    (!tokens.is_empty()).then_some(tokens)
}

/// The one name between the quotes.
pub(super) fn name(value: &[TokenTree]) -> Option<Ident> {
    let name = content(value)?;
    let is_name = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
        && name.starts_with(|first: char| first.is_ascii_alphabetic());
    is_name.then(|| Ident::new(&name, value.first().map_or_else(Span::call_site, TokenTree::span)))
}
