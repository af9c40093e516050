//! What an attribute becomes.

mod llm_metered;
mod memory_op;
mod off;
mod on;
mod parts;
mod presets;
mod process_metric;
mod template;
mod tool_call;

use crate::{
    Attribute, Mode,
    parse::{Function, stream},
    tokens::{Delimiter, Group, TokenStream, TokenTree},
    validate::Keys,
};

/// The function with the same head and another body.
pub(crate) fn expand(attribute: Attribute, mode: Mode, keys: &Keys, function: Function) -> TokenStream {
    let parts = match attribute {
        Attribute::LlmMetered => llm_metered::parts(keys, &function),
        Attribute::ProcessMetric => process_metric::parts(keys, &function),
        Attribute::MemoryOp => memory_op::parts(keys, &function),
        Attribute::ToolCall => tool_call::parts(keys, &function),
    };
    let body = match mode {
        Mode::On => on::body(&parts, &function),
        Mode::Off => off::body(&parts, &function),
    };
    let mut whole = stream(&function.inner_attributes);
    whole.extend(body);
    let mut braces = Group::new(Delimiter::Brace, whole);
    braces.set_span(function.braces);
    function.head.into_iter().chain([TokenTree::Group(braces)]).collect()
}
