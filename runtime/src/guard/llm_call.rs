//! Defines the guard of `#[llm_metered]`: one LLM call.

#[cfg(feature = "registry")]
mod recording;

use super::{
    defaults::ContextSource,
    llm_handle::{HandleSource, NoHandle},
};
#[cfg(feature = "registry")]
use super::{
    guard_core::GuardCore, instrumented::Guard as _, interned_model::InternedModel, llm_nesting::LlmNestingRole,
    response_report::ResponseReport,
};
#[cfg(feature = "registry")]
use crate::label::LabelBuffer;
use crate::{error::ErrorType, label::LabelValue, usage::LlmResponse};
#[cfg(feature = "registry")]
use std::sync::Arc;

/// Counts and times the call, its tokens and what they cost. Dropped before its end it records `cancelled`, or `panic`.
#[derive(Debug)]
pub struct LlmCallGuard<H: HandleSource = NoHandle> {
    /// Its series is that of the requested model, which is empty where it is not known.
    #[cfg(feature = "registry")]
    core: GuardCore<LlmNestingRole>,
    /// The names that the series does not hold: the provider and, above the cap of series, the model.
    #[cfg(feature = "registry")]
    model_and_provider: Option<Arc<InternedModel>>,
    handle: H,
}

impl LlmCallGuard {
    /// Begins a call; `handle` is [`NoHandle`], a reference to an `LlmHandle`, or a shared one.
    #[allow(clippy::too_many_arguments)] // one a key, and only expansions call it
    pub fn start<H: HandleSource>(
        context: &impl ContextSource,
        agent_id: &(impl LabelValue + ?Sized),
        tier: &(impl LabelValue + ?Sized),
        worker_type: &(impl LabelValue + ?Sized),
        model: &(impl LabelValue + ?Sized),
        provider: &(impl LabelValue + ?Sized),
        handle: H,
        is_attempt: bool,
    ) -> LlmCallGuard<H> {
        #[cfg(feature = "registry")]
        {
            let [mut agent, mut model_buffer, mut tier_buffer, mut worker, mut provider_buffer] =
                [LabelBuffer::EMPTY; 5];
            let given = [
                agent_id.as_label(&mut agent),
                model.as_label(&mut model_buffer),
                tier.as_label(&mut tier_buffer),
                worker_type.as_label(&mut worker),
            ];
            let provider = provider.as_label(&mut provider_buffer);
            let (core, model_and_provider) = recording::begin(context.explicit_context(), given, provider, is_attempt);
            LlmCallGuard { core, model_and_provider, handle }
        }
        #[cfg(not(feature = "registry"))]
        LlmCallGuard { handle }
    }
}

impl<H: HandleSource> LlmCallGuard<H> {
    /// The function ended; its success, if it was one, reports the usage.
    #[allow(clippy::needless_pass_by_value)] // a reference, or a client's adapter of one
    pub fn end<T: LlmResponse>(&mut self, failed: Option<ErrorType>, success: Option<T>) {
        #[cfg(feature = "registry")]
        {
            let mut response = success.as_ref().map(ResponseReport::of).unwrap_or_default();
            response.failure = failed.or(response.failure);
            self.record(&response, None);
        }
    }

    /// The function ended; its success does not report the usage.
    pub fn end_without_usage(&mut self, failed: Option<ErrorType>) {
        #[cfg(feature = "registry")]
        self.record(&ResponseReport { failure: failed, ..ResponseReport::default() }, None);
    }

    /// The handle, or [`NoHandle`].
    pub(super) fn handle(&self) -> &H {
        &self.handle
    }
}

impl<H: HandleSource> Drop for LlmCallGuard<H> {
    #[inline]
    fn drop(&mut self) {
        #[cfg(feature = "registry")]
        if let Some(reason) = self.abort_reason_at_drop() {
            let failed = self.failure_when_dropped(reason);
            self.end_without_usage(failed);
        }
    }
}
