//! Collects errors, so that one build reports all of them.

use proc_macro2::{Span, TokenStream};
use std::fmt::Display;

/// The errors so far, combined.
#[derive(Debug, Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    pub(crate) fn push(&mut self, span: Span, message: impl Display) {
        self.add(syn::Error::new(span, message));
    }

    fn add(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Returns the value of a result, or reports its error.
    pub(crate) fn ok_or_push<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    /// Reports a duplicate at both places; the first place gets one error, however many duplicates follow.
    pub(crate) fn push_duplicate(&mut self, what: &str, first: Span, second: Span, instead: &str) {
        let here_first = format!("{what} is given twice: here first");
        if !self.iter().any(|error| error.to_string() == here_first) {
            self.push(first, here_first);
        }
        self.push(second, format!("{what} is given twice: {instead}"));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// A `compile_error!` for each, at its place.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.0.map(syn::Error::into_compile_error).unwrap_or_default()
    }

    fn iter(&self) -> impl Iterator<Item = syn::Error> {
        self.0.iter().flatten()
    }

    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.iter().map(|error| error.to_string()).collect()
    }
}
