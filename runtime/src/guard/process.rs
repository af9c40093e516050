//! Defines the guard of `#[process_metric]`: one process of an agent, such as a channel, a branch or a worker.

#[cfg(feature = "registry")]
mod recording;

#[cfg(feature = "registry")]
use super::guard_core::GuardCore;
use super::{defaults::ContextSource, outcome_handle::OutcomeHandle};
#[cfg(feature = "registry")]
use crate::label::LabelBuffer;
use crate::{error::ErrorType, label::LabelValue};

/// Opens the context for everything inside, and counts and times the process. Dropped before its end it records
/// `cancelled`, or `panicked`.
#[derive(Debug)]
pub struct ProcessGuard {
    #[cfg(feature = "registry")]
    core: GuardCore<recording::CountsErrors>,
}

impl ProcessGuard {
    /// Begins a process.
    pub fn start(
        context: &impl ContextSource,
        agent_id: &(impl LabelValue + ?Sized),
        process_type: &(impl LabelValue + ?Sized),
        worker_type: &(impl LabelValue + ?Sized),
        counts_errors: bool,
    ) -> Self {
        #[cfg(feature = "registry")]
        {
            let [mut agent, mut kind, mut worker] = [LabelBuffer::EMPTY; 3];
            let given =
                [agent_id.as_label(&mut agent), process_type.as_label(&mut kind), worker_type.as_label(&mut worker)];
            Self::begin(context.explicit_context(), given, counts_errors)
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
