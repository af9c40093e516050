//! Defines the handle of `#[llm_metered(handle = …)]`: the body reports with it what the return value does not hold.

#[cfg(feature = "registry")]
use super::llm_accumulator::LlmAccumulator;
use super::shared_handle::SharedHandle;
use crate::{
    error::ErrorType,
    usage::{FinishReason, TokenUsage},
};
#[cfg(feature = "registry")]
use parking_lot::{Mutex, MutexGuard};

/// Reports to the running LLM call what its return value does not say.
///
/// What the handle reports wins over what the response says. Tokens are billed also when the call fails later, or is
/// dropped. With the feature `registry` off it does nothing.
///
/// ```
/// use agent_metrics::{TokenUsage, llm_metered};
///
/// #[llm_metered(model = "gpt-4o", usage = none, handle = call)]
/// fn complete(prompt: &str) -> Result<String, std::io::Error> {
///     // … the first model does not answer, another one does …
///     call.answered_by("claude-sonnet-4-5");
///     call.usage(TokenUsage::new().input(12).output(3));
///     Ok(prompt.to_uppercase())
/// }
/// # complete("hi").unwrap();
/// ```
#[derive(Debug, Default)]
pub struct LlmHandle {
    #[cfg(feature = "registry")]
    reported: Mutex<LlmAccumulator>,
}

/// A panic leaves each report whole: it is written in one step.
#[cfg(feature = "registry")]
#[cfg_attr(docsrs, doc(auto_cfg = false))]
impl std::panic::RefUnwindSafe for LlmHandle {}

impl LlmHandle {
    #[doc(hidden)]
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// What has been reported so far.
    #[cfg(feature = "registry")]
    pub(super) fn reported(&self) -> MutexGuard<'_, LlmAccumulator> {
        self.reported.lock()
    }

    /// What the call has used so far. Of a later report each part that it has replaces what was reported before.
    #[inline]
    pub fn usage(&self, usage: TokenUsage) {
        #[cfg(feature = "registry")]
        self.reported().response.update_usage(usage);
    }

    /// The model that answered: it is the one that is labelled and billed.
    #[inline]
    pub fn answered_by(&self, model: impl AsRef<str>) {
        #[cfg(feature = "registry")]
        self.reported().response.update_model(model.as_ref());
    }

    /// The first token is here; only the first report of it counts.
    #[inline]
    pub fn first_token(&self) {
        #[cfg(feature = "registry")]
        self.reported().first_token();
    }

    /// The answer is complete: the duration ends here, unless more items of a stream come, and a call or a stream that is dropped
    /// from now on is `ok`.
    ///
    /// A stream whose items [say so themselves](crate::LlmResponse::is_end) does not need it.
    #[inline]
    pub fn finished(&self) {
        #[cfg(feature = "registry")]
        self.reported().finished();
    }

    /// The answer is complete, and the model stopped for this reason: [`finished`](Self::finished), with a count in
    /// `llm_finish_reasons_total`.
    #[inline]
    pub fn finish_reason(&self, reason: FinishReason) {
        #[cfg(feature = "registry")]
        self.reported().finished_for(reason);
    }

    /// The call failed, though it may return no error.
    #[inline]
    pub fn failed(&self, error_type: ErrorType) {
        #[cfg(feature = "registry")]
        self.reported().response.failure.replace(error_type);
    }
}

/// The handle of a call, or [`NoHandle`].
pub trait HandleSource {
    /// The handle, if the call has one.
    #[doc(hidden)]
    fn as_handle(&self) -> Option<&LlmHandle>;
}

/// The call has no handle.
#[derive(Debug, Clone, Copy)]
pub struct NoHandle;

impl HandleSource for NoHandle {
    fn as_handle(&self) -> Option<&LlmHandle> {
        None
    }
}

impl HandleSource for LlmHandle {
    fn as_handle(&self) -> Option<&LlmHandle> {
        Some(self)
    }
}

impl HandleSource for &LlmHandle {
    fn as_handle(&self) -> Option<&LlmHandle> {
        Some(self)
    }
}

impl HandleSource for SharedHandle<LlmHandle> {
    fn as_handle(&self) -> Option<&LlmHandle> {
        Some(self)
    }
}
