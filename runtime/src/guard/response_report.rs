//! Defines what is reported of an LLM's response: by the response itself, by a preset, by an item of a stream, or by a handle.

#[cfg(feature = "registry")]
use super::interned_model::InternedModel;
use crate::{
    error::ErrorType,
    usage::{FinishReason, LlmResponse, TokenUsage},
};
#[cfg(feature = "registry")]
use std::sync::Arc;

/// What is reported of a response: the model, the usage, the failure, why and whether it is complete. `M` is the name of a
/// model: a `&str` of the response, or an `InternedModel`, which outlives it.
#[derive(Debug, Clone, Copy)]
pub struct ResponseReport<M> {
    /// The model that answered.
    pub model: Option<M>,
    /// The tokens that it used.
    pub usage: Option<TokenUsage>,
    /// Why the call failed, though it may have returned a response.
    pub failure: Option<ErrorType>,
    /// Why the model stopped.
    pub finish_reason: Option<FinishReason>,
    /// The answer is complete, also where no reason says so.
    pub is_end: bool,
    /// No part of the answer is in this item of a stream.
    pub is_empty: bool,
}

impl<M> Default for ResponseReport<M> {
    fn default() -> Self {
        Self { model: None, usage: None, failure: None, finish_reason: None, is_end: false, is_empty: false }
    }
}

#[diagnostic::do_not_recommend]
impl LlmResponse for ResponseReport<&str> {
    fn usage(&self) -> Option<TokenUsage> {
        self.usage
    }
    fn model(&self) -> Option<&str> {
        self.model
    }
    fn failure(&self) -> Option<ErrorType> {
        self.failure
    }
    fn finish_reason(&self) -> Option<FinishReason> {
        self.finish_reason
    }
    fn is_end(&self) -> bool {
        self.is_end || self.finish_reason.is_some()
    }
    fn has_content(&self) -> bool {
        !self.is_empty && self.usage.is_none_or(|usage| usage.tells_nothing()) && !self.is_end()
    }
}

#[cfg(feature = "registry")]
impl<'a> ResponseReport<&'a str> {
    /// The report of a whole response.
    pub(super) fn of<T: LlmResponse>(response: &'a T) -> Self {
        Self {
            model: response.model(),
            usage: response.usage(),
            failure: response.failure(),
            finish_reason: response.finish_reason(),
            is_end: true,
            is_empty: false,
        }
    }

    /// The report of a response, in which the parts that a handle reports replace those of the response.
    pub(super) fn overridden_by(&self, handle: &'a ResponseReport<Arc<InternedModel>>) -> Self {
        let usage = match (self.usage, handle.usage) {
            (Some(response), Some(handle)) => Some(response.updated_by(&handle)),
            (response, handle) => handle.or(response),
        };
        Self {
            model: handle.model().or(self.model),
            usage,
            failure: handle.failure.or(self.failure),
            finish_reason: handle.finish_reason.or(self.finish_reason),
            is_end: handle.is_end || self.is_end,
            is_empty: self.is_empty,
        }
    }
}

#[cfg(feature = "registry")]
impl ResponseReport<Arc<InternedModel>> {
    /// Replaces the counts that `usage` reports, and keeps the others.
    pub(super) fn update_usage(&mut self, usage: TokenUsage) {
        self.usage = Some(self.usage.unwrap_or_default().updated_by(&usage));
    }

    pub(super) fn update_model(&mut self, model: &str) {
        if !model.is_empty() && self.model() != Some(model) {
            self.model = Some(InternedModel::intern("", model));
        }
    }

    fn model(&self) -> Option<&str> {
        self.model.as_ref().map(|interned| &*interned.model)
    }

    pub(super) fn as_borrowed(&self) -> ResponseReport<&str> {
        ResponseReport {
            model: self.model(),
            usage: self.usage,
            failure: self.failure,
            finish_reason: self.finish_reason,
            is_end: self.is_end,
            is_empty: self.is_empty,
        }
    }
}
