//! One attribute on one item, from its tokens to its expansion.

use crate::{
    args::{self, Args},
    errors::Errors,
    expand,
    item::{self, ItemFn},
};
use proc_macro2::TokenStream;

/// The attributes of this crate.
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

/// An attribute and the function below it, both checked. It is all that an expansion depends on besides the [`Mode`].
pub(crate) struct Metered {
    pub(crate) attribute: Attribute,
    pub(crate) args: Args,
    pub(crate) item: ItemFn,
}

/// Expands one attribute. Errors are emitted beside the item as it was written, so that nothing else in the user's code
/// fails because of them.
pub(crate) fn expand_attribute(
    attribute: Attribute,
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
    let metered = Metered { attribute, args, item: parsed };
    if errors.is_empty() {
        return expand::metered(mode, metered);
    }
    errors.into_compile_errors().into_iter().chain(expand::unmetered(mode, &metered)).collect()
}
