//! The guard that a user holds, with the feature off.

use super::{call_builder::CallBuilder, defaults::ContextSource};
use crate::{ErrorType, LabelValue, LlmResponse, TokenUsage};

#[doc = include_str!("../call.md")]
#[derive(Debug)]
#[must_use = "a call that is dropped at once is a cancelled one"]
pub struct Call(());

/// A stream that a [`Call`] meters. With the feature off, the stream itself.
pub type Metered<S> = S;

impl Call {
    /// Begins a call in the ambient context.
    #[inline]
    pub fn start(model: impl LabelValue) -> Self {
        Self::builder(model).start()
    }

    /// Begins a call for which more is known than its model.
    #[inline]
    pub fn builder<M: LabelValue>(model: M) -> CallBuilder<M> {
        CallBuilder::new(model)
    }

    #[inline]
    pub(in crate::guard) fn begin(_: &impl ContextSource, _: &impl LabelValue, _: &impl LabelValue, _: bool) -> Self {
        Self(())
    }

    /// What the call used so far.
    #[inline]
    pub fn usage(&self, _usage: TokenUsage) {}

    /// The model that answered.
    #[inline]
    pub fn answered_by(&self, _model: impl AsRef<str>) {}

    /// The first token is here.
    #[inline]
    pub fn first_token(&self) {}

    /// The call failed.
    #[inline]
    pub fn failed(&self, _error_type: ErrorType) {}

    /// A part of the answer is here.
    #[inline]
    pub fn item<Via, T: LlmResponse<Via> + ?Sized>(&self, _item: &T) {}

    /// The call ended.
    #[inline]
    pub fn end(self) {}

    /// The call ended with this response, or with this `Result` of one.
    #[inline]
    pub fn end_with<Via, T: LlmResponse<Via> + ?Sized>(self, _response: &T) {}

    /// Runs a future as this call.
    #[inline]
    pub async fn run<Via, F: Future<Output: LlmResponse<Via>>>(self, future: F) -> F::Output {
        future.await
    }

    /// Gives the stream back.
    #[inline]
    pub fn stream<S>(self, stream: S) -> Metered<S> {
        stream
    }

    /// Gives the stream back.
    #[inline]
    pub fn rewrap<S>(self, stream: S) -> S {
        stream
    }
}
