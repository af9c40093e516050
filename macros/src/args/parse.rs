//! Parses one of the arguments: `word`, `key` or `key = expression`, with commas between them.
//!
//! Parsing one argument never fails, so that the others are read too: what fits no form is kept as tokens, up to the comma
//! before the next argument.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Expr, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream, discouraged::Speculative},
};

/// One argument.
pub(super) enum Argument {
    /// `key` or `key = value`. What syn cannot parse, such as the half-typed `self.`, is an error in the place of the value.
    Key { name: Ident, value: Option<syn::Result<Expr>> },
    /// Any other tokens.
    Malformed(TokenStream),
    /// Nothing, before a comma.
    Missing(Span),
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![,]) {
            return Ok(Self::Missing(input.span()));
        }
        let ahead = input.fork();
        if let Ok(name) = Ident::parse_any(&ahead) {
            let is_assigned = ahead.peek(Token![=]) && !ahead.peek(Token![==]) && !ahead.peek(Token![=>]);
            if at_end(&ahead) {
                input.advance_to(&ahead);
                return Ok(Self::Key { name, value: None });
            }
            if is_assigned && ahead.parse::<Token![=]>().is_ok() && !at_end(&ahead) {
                input.advance_to(&ahead);
                return Ok(Self::Key { value: Some(value(input, &name)?), name });
            }
        }
        Ok(Self::Malformed(rest(input)?))
    }
}

/// Parses what stands after `key =`. Only a token that cannot be taken is an error of the parser.
fn value(input: ParseStream<'_>, key: &Ident) -> syn::Result<syn::Result<Expr>> {
    let ahead = input.fork();
    let parsed = ahead.parse::<Expr>();
    let is_at_end = at_end(&ahead);
    if is_at_end && parsed.is_ok() {
        input.advance_to(&ahead);
        return Ok(parsed);
    }
    let error = parsed.err().unwrap_or_else(|| no_comma(&ahead, key));
    let last = rest(input)?.into_iter().last();
    let is_unfinished = |last: &TokenTree| is_at_end && !matches!(last, TokenTree::Group(_)) || is_operator(last);
    Ok(Err(match last.filter(is_unfinished) {
        Some(last) => {
            let message = format!("expected more of the value of `{key}` after `{last}`");
            syn::Error::new(last.span(), message)
        }
        None => error,
    }))
}

/// A value that ends in an operator is still being typed: `self.`, `a +`. Generics and `?` may end one.
fn is_operator(last: &TokenTree) -> bool {
    matches!(last, TokenTree::Punct(last) if !matches!(last.as_char(), '>' | '?'))
}

/// `agent_id = id name = "shell"`
fn no_comma(after_value: ParseStream<'_>, key: &Ident) -> syn::Error {
    let span = after_value.span();
    match Ident::parse_any(after_value) {
        Ok(next) if after_value.peek(Token![=]) => syn::Error::new(span, format!("expected a comma before `{next}`")),
        _ => syn::Error::new(span, format!("expected a comma after the value of `{key}`")),
    }
}

fn at_end(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

/// Takes the tokens of an argument that has no valid form: an expression, or everything before the next `, key`.
fn rest(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let ahead = input.fork();
    if let Ok(value) = ahead.parse::<Expr>()
        && at_end(&ahead)
    {
        input.advance_to(&ahead);
        return Ok(value.into_token_stream());
    }
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !at_next_argument(input) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    Ok(tokens)
}

/// True if a comma follows, and after it a key or nothing.
fn at_next_argument(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.parse::<Token![,]>().is_ok()
        && (at_end(&ahead) || Ident::parse_any(&ahead).is_ok() && (at_end(&ahead) || ahead.peek(Token![=])))
}
