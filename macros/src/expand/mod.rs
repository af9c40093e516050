//! What an attribute becomes.
//!
//! An expansion switches lints off only around what it adds itself, never around the user's body:
//! - `unused_imports`: the traits of the probes are there for whatever type it may be; a type needs only some of them.
//! - `unused_mut`, `unused_variables`: of the guard, where nothing in the function ends it or goes on after it.
//! - `unreachable_code`, `clippy::diverging_sub_expression`: what tells the compiler a type stands in a branch that never runs.
//! - `clippy::used_underscore_binding`: a `let _ = &_name` that keeps the order in which arguments are dropped.
//! - `unused` and all of clippy, feature off: the check is compiled, and never runs.

mod braces;
mod llm_metered;
mod memory_op;
mod off;
mod on;
mod parts;
mod presets;
mod process_metric;
mod template;
#[cfg(test)]
mod tests;
mod tool_call;

use crate::{
    Attribute, Mode,
    parse::{Function, stream},
    tokens::{Delimiter, Group, TokenStream, TokenTree},
    validate::Keys,
};

use parts::Parts;
pub(crate) use template::template;

/// The function with the same head and another body.
pub(crate) fn expand(attribute: Attribute, mode: Mode, keys: &Keys, function: Function) -> TokenStream {
    let parts = parts(attribute, mode, keys, &function);
    let body = match mode {
        Mode::On => on::body(&parts, &function),
        Mode::Off => off::body(attribute, &parts, keys, &function),
    };
    with_body(function, body)
}

/// The function as it was, for when there are errors: only the handle is there, so that the body finds it and the errors
/// stay the only ones.
pub(crate) fn unmetered(attribute: Attribute, mode: Mode, keys: &Keys, function: Function) -> TokenStream {
    let parts = parts(attribute, mode, keys, &function);
    let mut body = match mode {
        Mode::On => on::handle(&parts, &function),
        Mode::Off => off::handle(&parts, &function).1,
    };
    body.extend(stream(&function.body));
    with_body(function, body)
}

fn parts(attribute: Attribute, mode: Mode, keys: &Keys, function: &Function) -> Parts {
    match attribute {
        Attribute::LlmMetered => llm_metered::parts(mode, keys, function),
        Attribute::ProcessMetric => process_metric::parts(mode, keys, function),
        Attribute::MemoryOp => memory_op::parts(mode, keys, function),
        Attribute::ToolCall => tool_call::parts(mode, keys, function),
    }
}

fn with_body(function: Function, body: TokenStream) -> TokenStream {
    let mut whole = stream(&function.inner_attributes);
    whole.extend(body);
    let mut braces = Group::new(Delimiter::Brace, whole);
    braces.set_span(function.braces);
    function.head.into_iter().chain([TokenTree::Group(braces)]).collect()
}
