//! Defines the guard of `#[tool_call]`: one call of a tool.

#[cfg(feature = "registry")]
mod recording;

#[cfg(feature = "registry")]
use super::guard_core::GuardCore;
use super::{defaults::ContextSource, outcome_handle::OutcomeHandle};
#[cfg(feature = "registry")]
use crate::{context::Context, label::LabelBuffer};
use crate::{error::ErrorType, label::LabelValue};

/// Counts and times the call, whatever its outcome.
#[derive(Debug)]
pub struct ToolCallGuard {
    #[cfg(feature = "registry")]
    core: GuardCore<recording::IsInSameTool>,
    /// The context whose errors are counted, with the key `count_errors`; empty without it.
    #[cfg(feature = "registry")]
    error_context: Context,
}

impl ToolCallGuard {
    /// Begins a call of the tool `name`.
    pub fn start(
        context: &impl ContextSource,
        agent_id: &(impl LabelValue + ?Sized),
        process_type: &(impl LabelValue + ?Sized),
        worker_type: &(impl LabelValue + ?Sized),
        name: &(impl LabelValue + ?Sized),
        counts_errors: bool,
    ) -> Self {
        #[cfg(feature = "registry")]
        {
            let [mut agent, mut process, mut worker, mut name_buffer] = [LabelBuffer::EMPTY; 4];
            let given =
                [agent_id.as_label(&mut agent), process_type.as_label(&mut process), worker_type.as_label(&mut worker)];
            Self::begin(context.explicit_context(), given, name.as_label(&mut name_buffer), counts_errors)
        }
        #[cfg(not(feature = "registry"))]
        Self {}
    }

    /// The function ended.
    pub fn end(&mut self, handle: Option<&OutcomeHandle>, failed: Option<ErrorType>) {
        #[cfg(feature = "registry")]
        self.record(OutcomeHandle::overridden(handle, failed));
    }
}
