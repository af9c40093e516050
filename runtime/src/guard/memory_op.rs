//! Defines the guard of `#[memory_op]`: one operation on the memory.

#[cfg(feature = "registry")]
mod recording;

#[cfg(feature = "registry")]
use super::guard_core::GuardCore;
use super::{defaults::ContextSource, memory_handle::MemoryHandle};
#[cfg(feature = "registry")]
use crate::{context::Context, label::LabelBuffer};
use crate::{error::ErrorType, label::LabelValue};

/// Counts the memories that the operation affected and found, and times it. Dropped before its end it records the time, and
/// no memory.
#[derive(Debug)]
pub struct MemoryOpGuard {
    #[cfg(feature = "registry")]
    core: GuardCore<recording::KindIndex>,
    /// The context whose errors are counted, with the key `count_errors`; empty without it.
    #[cfg(feature = "registry")]
    error_context: Context,
}

impl MemoryOpGuard {
    /// Begins an operation.
    pub fn start(
        context: &impl ContextSource,
        agent_id: &(impl LabelValue + ?Sized),
        process_type: &(impl LabelValue + ?Sized),
        worker_type: &(impl LabelValue + ?Sized),
        operation: &(impl LabelValue + ?Sized),
        counts_errors: bool,
    ) -> Self {
        #[cfg(feature = "registry")]
        {
            let [mut agent, mut process, mut worker, mut operation_buffer] = [LabelBuffer::EMPTY; 4];
            let given =
                [agent_id.as_label(&mut agent), process_type.as_label(&mut process), worker_type.as_label(&mut worker)];
            Self::begin(context.explicit_context(), given, operation.as_label(&mut operation_buffer), counts_errors)
        }
        #[cfg(not(feature = "registry"))]
        Self {}
    }

    /// The function ended. `affected` is `None` if it failed; `found` is the number of results that follows from the type of its
    /// success, `results` the number from the key of that name.
    pub fn end(
        &mut self,
        handle: Option<&MemoryHandle>,
        failed: Option<ErrorType>,
        affected: Option<i128>,
        found: Option<usize>,
        results: Option<usize>,
    ) {
        #[cfg(feature = "registry")]
        self.record_reported(handle, failed, affected, found, results);
    }
}
