//! Defines the handle of processes and tool calls: the body reports with it a failure that the return value does not show.

use crate::error::ErrorType;
#[cfg(feature = "registry")]
use parking_lot::Mutex;

/// Reports to a running process or tool call what its return value does not say: the handle of
/// `#[process_metric(handle = …)]` and `#[tool_call(handle = …)]`. With the feature `registry` off it does nothing.
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
    #[cfg(feature = "registry")]
    failed: Mutex<Option<ErrorType>>,
}

/// A panic leaves the report whole: it is written in one step.
#[cfg(feature = "registry")]
#[cfg_attr(docsrs, doc(auto_cfg = false))]
impl std::panic::RefUnwindSafe for OutcomeHandle {}

impl OutcomeHandle {
    #[doc(hidden)]
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// It failed, though it may return no error.
    #[inline]
    pub fn failed(&self, error_type: ErrorType) {
        #[cfg(feature = "registry")]
        self.failed.lock().replace(error_type);
    }

    /// The failure that the handle reports, else the one of the returned value.
    #[cfg(feature = "registry")]
    pub(super) fn overridden(handle: Option<&Self>, failed: Option<ErrorType>) -> Option<ErrorType> {
        handle.and_then(|handle| *handle.failed.lock()).or(failed)
    }
}
