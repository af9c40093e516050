//! The handle of processes and tool calls: how they ended, where the return value does not say.

use crate::ErrorType;
use std::sync::{Mutex, PoisonError};

/// Tells a running process or tool call what its return value does not: the handle of `#[process_metric(handle = …)]` and
/// `#[tool_call(handle = …)]`.
///
/// ```
/// use agent_metrics::{ErrorType, process_metric};
///
/// #[process_metric(worker, handle = process)]
/// fn run() -> Option<String> {
///     process.failed(ErrorType::Timeout); // it returns no error, but it has failed
///     None
/// }
/// # run();
/// ```
#[derive(Debug, Default)]
pub struct OutcomeHandle {
    failed: Mutex<Option<ErrorType>>,
}

impl OutcomeHandle {
    #[doc(hidden)]
    pub fn new() -> Self {
        Self::default()
    }

    /// It failed, though it may return no error.
    pub fn failed(&self, error_type: ErrorType) {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error_type);
    }

    /// What the handle was told wins over what the value says.
    pub(crate) fn overrule(handle: Option<&Self>, failed: Option<ErrorType>) -> Option<ErrorType> {
        handle.and_then(|handle| *handle.failed.lock().unwrap_or_else(PoisonError::into_inner)).or(failed)
    }
}
