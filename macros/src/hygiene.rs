//! Gives the code that an expansion adds the hygiene of [`Span::mixed_site`]: its local names are not visible to the user's
//! code, nor the user's to it.

use crate::token_trees;
use proc_macro2::Span;
use quote::ToTokens;

/// A span with this hygiene, located where the compiler is to report errors in the tokens: at a place of the user's code.
pub(crate) fn mixed_site_at(place: Span) -> Span {
    Span::mixed_site().located_at(place)
}

/// The same, located at the first and at the last of the user's tokens.
pub(crate) fn mixed_site_first_and_last(written: &impl ToTokens) -> (Span, Span) {
    let (first, last) = token_trees::first_and_last_span(written);
    (mixed_site_at(first), mixed_site_at(last))
}

/// `quote!` with this hygiene, located at the attribute itself.
macro_rules! quote_mixed_site {
    ($($tokens:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*) };
}
pub(crate) use quote_mixed_site;
