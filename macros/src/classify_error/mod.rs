//! Derives `ClassifyError`, which gives each variant of an enum the error type that it counts as.
//!
//! The attributes are read and checked in [`variants`]; the impl is written here.

#[cfg(test)]
mod tests;
mod variants;

use crate::{errors::Errors, hygiene::quote_mixed_site};
use proc_macro2::{Ident, Span, TokenStream};
use syn::{Data, DeriveInput};
use variants::{Class, Variant};

/// Implements the trait also where errors are reported: that it is missing would be a second error for the same mistake.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let expanded = match errors.ok_or_push(syn::parse2(item)) {
        Some(DeriveInput { data: Data::Union(union), .. }) => {
            errors.push(union.union_token.span, "`ClassifyError` can be derived for an enum or a struct");
            TokenStream::new()
        }
        Some(input) => expand(&input, &variants::classify(&input, &mut errors)),
        None => TokenStream::new(),
    };
    errors.into_compile_errors().into_iter().chain(expanded).collect()
}

/// ```text
/// impl<T: Clone> ClassifyError for Failed<T> where … {
///     fn error_type(&self) -> ErrorType {
///         match self {
///             Self::Busy { .. } => ErrorType::RateLimit,
///             Self::Io { 0: inner, .. } => (&&&&&ErrorProbe(Some(inner))).failed().unwrap_or(ErrorType::Other),
///         }
///     }
/// }
/// ```
///
/// Probe traits are imported unconditionally; a given type uses only some of them.
fn expand(input: &DeriveInput, variants: &[Variant<'_>]) -> TokenStream {
    let name = &input.ident;
    let (parameters, arguments, bounds) = input.generics.split_for_impl();
    let arms = variants.iter().map(arm);
    // A reference to an empty enum would need an arm.
    let matched = if variants.is_empty() { quote_mixed_site!(*self) } else { quote_mixed_site!(self) };
    quote_mixed_site! {
        #[automatically_derived]
        impl #parameters ::agent_metrics::ClassifyError for #name #arguments #bounds {
            fn error_type(&self) -> ::agent_metrics::ErrorType {
                #[allow(unused_imports)]
                use ::agent_metrics::__private::probes::*;
                match #matched { #(#arms)* }
            }
        }
    }
}

/// A pattern in braces fits every kind of variant.
fn arm(variant: &Variant<'_>) -> TokenStream {
    let path = variant.name.map_or_else(|| quote_mixed_site!(Self), |name| quote_mixed_site!(Self::#name));
    match &variant.class {
        Class::Is(error_type) => {
            let error_type = Ident::new(error_type, Span::mixed_site());
            quote_mixed_site!(#path { .. } => ::agent_metrics::ErrorType::#error_type,)
        }
        Class::Transparent(field) => quote_mixed_site! {
            #path { #field: __inner, .. } =>
                (&&&&&::agent_metrics::__private::ErrorProbe(::core::option::Option::Some(__inner)))
                    .failed()
                    .unwrap_or(::agent_metrics::ErrorType::Other),
        },
    }
}
