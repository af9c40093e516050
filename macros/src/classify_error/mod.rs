//! Derives `ClassifyError`, which gives each variant of an enum the error type that it counts as.
//!
//! The attributes are read and checked in [`variants`]; the impl is written here.

#[cfg(test)]
mod tests;
mod variants;

use crate::{
    errors::Errors,
    hygiene::{mixed_site_first_and_last, quote_mixed_site},
    token_trees::peel_expr,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::{Data, DeriveInput, Expr, Type};
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
///             Self::Status { 0: field, .. } => classify_status(field),
///             Self::Body { status: field, .. } => {
///                 let with: fn(&u16) -> ErrorType = |status| …;
///                 with(field)
///             }
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
                #[allow(unused_imports)] // a type may need none of the probes
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
        Class::With(function, fields) => {
            let members = fields.iter().map(|(member, _)| member);
            let names: Vec<_> =
                (0..fields.len()).map(|index| format_ident!("__{index}", span = Span::mixed_site())).collect();
            let pattern = quote_mixed_site!(#path { #(#members: #names,)* .. });
            let classified = call(function, fields.iter().map(|(_, of)| of), &names);
            quote_mixed_site!(#pattern => #classified,)
        }
    }
}

/// The arguments of a path are coerced as in any call: `&String` may become `&str`. A closure has to know the types before its body is
/// checked. What does not fit is reported at the function.
fn call<'a>(function: &Expr, types: impl Iterator<Item = &'a Type>, fields: &[Ident]) -> TokenStream {
    let (place, _) = mixed_site_first_and_last(function);
    let fields = fields.iter().map(|field| Ident::new(&field.to_string(), place));
    if matches!(peel_expr(function), Expr::Path(_)) {
        return quote_spanned!(place=> #function(#(#fields),*));
    }
    quote_spanned! {place=> {
        let __with: fn(#(&#types),*) -> ::agent_metrics::ErrorType = #function;
        __with(#(#fields),*)
    }}
}
