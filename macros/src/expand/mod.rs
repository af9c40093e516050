//! Expands an attribute: from its tokens to the function that is metered.
//!
//! An expansion switches lints off only around what it adds itself, never around the user's body:
//! - `unused_imports`: probe traits are imported unconditionally; a given type uses only some of them.
//! - `unused_variables`: of the scope that only lives as long as the body.
//! - `unreachable_code`, `clippy::diverging_sub_expression`: of a branch that never runs and only states a type.
//! - `clippy::used_underscore_binding`: of a `let _ = &_name` that keeps the order in which arguments are dropped.
//! - `unused` and all of clippy, feature off: the check is compiled, and never runs.

mod body_block;
mod body_off;
mod body_on;
mod deferred;
mod drop_order;
mod guard_end;
mod guard_start;
mod handle;
mod returned_closure;
#[cfg(test)]
mod tests;

use crate::{
    args,
    attribute_kind::AttributeKind,
    attributed_fn::{AttributedFn, Mode},
    errors::Errors,
    item,
};
use proc_macro2::TokenStream;
use quote::quote;

/// Expands one attribute. Errors are emitted beside the function as it was written, so that nothing else in the user's code
/// fails because of them. Only its handle is added then, which the body needs.
pub(crate) fn attribute(
    attribute: AttributeKind,
    mode: Mode,
    arguments: TokenStream,
    item: TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = item::parse(attribute, item.clone(), &mut errors);
    let mut args = args::parse(attribute, arguments, &mut errors);
    let Some(parsed) = parsed else {
        return errors.into_compile_errors().into_iter().chain(item).collect();
    };
    args::cross_checks(attribute, &mut args, &parsed, &mut errors);
    let mut function = AttributedFn { attribute, mode, args, item: parsed };
    let body = match mode {
        _ if !errors.is_empty() => {
            let handle =
                if mode == Mode::On { handle::instrumented(&function) } else { handle::bind_unmetered(&function) };
            let body = &function.item.body;
            quote!(#handle #body)
        }
        Mode::On => body_on::body(&mut function),
        Mode::Off => body_off::body(&function),
    };
    errors.into_compile_errors().into_iter().chain(function.item.with_body(body)).collect()
}
