//! The attributes of `agent-metrics`. Use them through that crate, which re-exports them.
//!
//! Each attribute exists twice: `llm_metered` records, `llm_metered_off` only checks. Which one a program gets, the
//! runtime crate decides by what it re-exports. So this crate has no features that cargo could unify wrongly, and both
//! modes have one grammar and one set of errors.
//!
//! It has no dependencies either. An expansion needs the arguments, the signature and the return type, all of which are
//! at the surface of the tokens; the body is passed on as it is. That keeps the off mode free of dependencies, and an
//! expansion cheap.
//!
//! The way of an expansion: `parse` (what was written) → `validate` (what is wrong with it, all at once) →
//! `expand` (what it becomes).

mod derive;
mod expand;
mod parse;
mod tokens;
mod validate;

use tokens::TokenStream;

/// Which attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attribute {
    LlmMetered,
    ProcessMetric,
    MemoryOp,
    ToolCall,
}

impl Attribute {
    pub(crate) const ALL: [Self; 4] = [Self::LlmMetered, Self::ProcessMetric, Self::MemoryOp, Self::ToolCall];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LlmMetered => "llm_metered",
            Self::ProcessMetric => "process_metric",
            Self::MemoryOp => "memory_op",
            Self::ToolCall => "tool_call",
        }
    }
}

/// Whether the expansion records, or only checks that it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    On,
    Off,
}

/// Expands one attribute. What is wrong comes out as errors beside the item as it was, so that nothing else in the
/// user's code is in error for it.
fn run(attribute: Attribute, mode: Mode, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = validate::Errors::default();
    let arguments = parse::arguments(attribute, arguments, &mut errors);
    let function = parse::function(item.clone(), attribute, &mut errors);
    let mut keys = validate::keys(attribute, arguments, &mut errors);
    if let Some(function) = &function {
        validate::together(attribute, &mut keys, function, &mut errors);
    }
    match function {
        Some(function) if errors.is_empty() => expand::expand(attribute, mode, &keys, function),
        Some(function) => errors.into_tokens_before(expand::unmetered(attribute, mode, &keys, function)),
        None => errors.into_tokens_before(item),
    }
}

macro_rules! attributes {
    ($($(#[doc = $doc:literal])* $on:ident, $off:ident: $attribute:ident;)*) => {$(
        $(#[doc = $doc])*
        #[proc_macro_attribute]
        pub fn $on(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
            run(Attribute::$attribute, Mode::On, arguments.into(), item.into()).into()
        }

        $(#[doc = $doc])*
        #[proc_macro_attribute]
        pub fn $off(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
            run(Attribute::$attribute, Mode::Off, arguments.into(), item.into()).into()
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
}

/// Implements `ClassifyError`: which error type each variant counts as.
#[proc_macro_derive(ClassifyError, attributes(error_type))]
#[allow(unused_qualifications, clippy::useless_conversion)] // in unit tests the two are different types
pub fn classify_error(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive::classify_error(item.into()).into()
}
