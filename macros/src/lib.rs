//! The attributes of `agent-metrics`. Use them through that crate, which re-exports them.
//!
//! Each attribute exists twice: `llm_metered` records, `llm_metered_off` only checks. Which one a program gets is decided by
//! what the runtime crate re-exports. So this crate has no features that cargo could unify wrongly, and both modes share
//! one grammar and one set of errors.
//!
//! An expansion parses the arguments (`args`) and the function (`item`, `return_type`), checks them against each
//! other, and only then chooses between the two modes (`expand`).

mod args;
mod attribute_kind;
mod attributed_fn;
mod classify_error;
mod control_flow;
mod edit_distance;
mod error_lifetime;
mod errors;
mod expand;
#[cfg(test)]
mod fuzz_tests;
mod hygiene;
mod item;
mod presets;
mod return_type;
mod token_trees;

use attribute_kind::AttributeKind;
use attributed_fn::Mode;

macro_rules! attributes {
    ($($(#[doc = $doc:literal])* $on:ident, $off:ident: $attribute:ident;)*) => {$(
        $(#[doc = $doc])*
        #[proc_macro_attribute]
        pub fn $on(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
            expand::attribute(AttributeKind::$attribute, Mode::On, arguments.into(), item.into()).into()
        }

        $(#[doc = $doc])*
        #[proc_macro_attribute]
        pub fn $off(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
            expand::attribute(AttributeKind::$attribute, Mode::Off, arguments.into(), item.into()).into()
        }
    )*};
}

attributes! {
    /// Meters a function that calls an LLM: requests, duration, tokens by direction, cost, errors.
    llm_metered, llm_metered_off: LlmMetered;

    /// Meters a process of an agent (a channel, a branch, a worker …) and opens the context for everything inside.
    process_metric, process_metric_off: ProcessMetric;

    /// Meters an operation on the memory of an agent: reads, writes, changes, duration, results.
    memory_op, memory_op_off: MemoryOp;

    /// Meters a tool: calls and duration.
    tool_call, tool_call_off: ToolCall;

    /// Opens the context for everything inside a function, and counts nothing.
    in_context, in_context_off: InContext;
}

/// Derives `ClassifyError`: each variant counts as the error type in its `#[error_type(…)]`.
#[proc_macro_derive(ClassifyError, attributes(error_type))]
pub fn classify_error(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    classify_error::derive(item.into()).into()
}
