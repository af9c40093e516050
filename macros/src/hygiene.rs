//! The hygiene of an expansion: local names that it invents cannot be seen by the user's code, nor the user's names by it.

use crate::tokens;
use proc_macro2::Span;
use quote::ToTokens;

/// This hygiene at a place of the user's, where the compiler is to report what is wrong with the tokens.
pub(crate) fn mixed_site_at(place: Span) -> Span {
    Span::mixed_site().located_at(place)
}

/// The same at the first and at the last of the user's tokens.
pub(crate) fn mixed_site_first_and_last(written: &impl ToTokens) -> (Span, Span) {
    let (first, last) = tokens::first_and_last_span(written);
    (mixed_site_at(first), mixed_site_at(last))
}

/// `quote!` with this hygiene, at the attribute itself.
macro_rules! quote_mixed_site {
    ($($tokens:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*) };
}
pub(crate) use quote_mixed_site;
