//! What an attribute becomes.
//!
//! An expansion switches lints off only around what it adds itself, never around the user's body:
//! - `unused_imports`: probe traits are imported unconditionally; a given type uses only some of them.
//! - `unused_variables`: of the scope that only lives as long as the body.
//! - `unreachable_code`, `clippy::diverging_sub_expression`: of a branch that never runs and only states a type.
//! - `clippy::used_underscore_binding`: of a `let _ = &_name` that keeps the order in which arguments are dropped.
//! - `unused` and all of clippy, feature off: the check is compiled, and never runs.

mod braces;
mod drop_order;
mod instrumented;
mod llm_metered;
mod memory_op;
mod outcome;
mod parts;
mod presets;
mod process_metric;
mod stream;
#[cfg(test)]
mod tests;
mod tool_call;
mod type_check;

use crate::{
    args,
    attribute::Attribute,
    errors::Errors,
    item,
    metered::{Metered, Mode},
};
use parts::Parts;
use proc_macro2::TokenStream;
use quote::quote;

/// Expands one attribute. Errors are emitted beside the item as it was written, so that nothing else in the user's code
/// fails because of them.
pub(crate) fn attribute(attribute: Attribute, mode: Mode, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = item::parse(attribute, item.clone(), &mut errors);
    let mut args = args::parse(attribute, arguments, &mut errors);
    let Some(parsed) = parsed else {
        return errors.into_compile_errors().into_iter().chain(item).collect();
    };
    args::cross_checks(attribute, &mut args, &parsed, &mut errors);
    let metered = Metered { attribute, args, item: parsed };
    if errors.is_empty() {
        return with_metered_body(mode, metered);
    }
    errors.into_compile_errors().into_iter().chain(unmetered(mode, &metered)).collect()
}

/// The function with another body.
fn with_metered_body(mode: Mode, mut metered: Metered) -> TokenStream {
    let body = match mode {
        Mode::On => {
            let captures = drop_order::captures(&mut metered.item);
            instrumented::body(&metered, &parts(mode, &metered), &captures)
        }
        Mode::Off => type_check::body(&metered, &parts(mode, &metered)),
    };
    metered.item.with_body(body)
}

/// The function as it was written, for when there are errors. Only the handle is added, so that the body finds it and no
/// other error appears.
fn unmetered(mode: Mode, metered: &Metered) -> TokenStream {
    let parts = parts(mode, metered);
    let handle = parts.handle.map(|handle| match mode {
        Mode::On => handle.instrumented(),
        Mode::Off => handle.unused(),
    });
    let body = &metered.item.body;
    metered.item.with_body(quote!(#handle #body))
}

fn parts(mode: Mode, metered: &Metered) -> Parts {
    match metered.attribute {
        Attribute::LlmMetered => llm_metered::parts(mode, metered),
        Attribute::ProcessMetric => process_metric::parts(mode, metered),
        Attribute::MemoryOp => memory_op::parts(mode, metered),
        Attribute::ToolCall => tool_call::parts(mode, metered),
    }
}
