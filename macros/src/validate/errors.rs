//! Errors, collected.

use crate::tokens::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

#[derive(Debug, Default)]
pub(crate) struct Errors {
    errors: Vec<(Span, String)>,
}

impl Errors {
    pub(crate) fn push(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push((span, message.into()));
    }

    /// For a place that several errors refer to.
    pub(crate) fn push_once(&mut self, span: Span, message: String) {
        if !self.errors.iter().any(|(_, pushed)| *pushed == message) {
            self.push(span, message);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<&str> {
        self.errors.iter().map(|(_, message)| &**message).collect()
    }

    /// Every error at its place, and then the item as it was.
    pub(crate) fn into_tokens_before(self, item: TokenStream) -> TokenStream {
        let errors = self.errors.into_iter().flat_map(|(span, message)| compile_error(span, &message));
        errors.chain(item).collect()
    }
}

/// `::core::compile_error! { "…" }`
fn compile_error(span: Span, message: &str) -> Vec<TokenTree> {
    let at = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    let punct = |character, spacing| at(TokenTree::Punct(Punct::new(character, spacing)));
    let ident = |name| TokenTree::Ident(Ident::new(name, span));
    let message = at(TokenTree::Literal(Literal::string(message)));
    vec![
        punct(':', Spacing::Joint),
        punct(':', Spacing::Alone),
        ident("core"),
        punct(':', Spacing::Joint),
        punct(':', Spacing::Alone),
        ident("compile_error"),
        punct('!', Spacing::Alone),
        at(TokenTree::Group(Group::new(Delimiter::Brace, message.into()))),
    ]
}
