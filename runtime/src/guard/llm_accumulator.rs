//! Accumulates what the items of a stream, or a handle, report of an LLM call.

use super::{
    accumulator::StreamAccumulator, answer_clock::AnswerClock, interned_model::InternedModel,
    response_report::ResponseReport,
};
use crate::{
    clock::Moment,
    error::ErrorType,
    usage::{FinishReason, LlmResponse},
};
use std::sync::Arc;

/// Accumulates reports; of two reports of the same thing the later one holds.
#[derive(Debug, Default)]
pub struct LlmAccumulator {
    /// Its `is_end` says that the answer is complete. What fails after that is no failure of the call.
    pub(super) response: ResponseReport<Arc<InternedModel>>,
    pub(super) first_token: Option<Moment>,
    clock: AnswerClock,
    /// An item was an error: no part of the answer follows.
    is_broken: bool,
}

impl LlmAccumulator {
    /// Reports an item, or that it failed.
    pub fn item<T: LlmResponse>(&mut self, failed: Option<ErrorType>, item: Option<&T>) {
        // Most items report nothing: then nothing is written.
        let response = item.map(|item| (item.usage(), item.model(), item.failure()));
        let (usage, model, failure) = response.unwrap_or_default();
        if let Some(usage) = usage {
            self.response.update_usage(usage);
        }
        if let Some(model) = model {
            self.response.update_model(model);
        }
        if failed.is_some() || failure.is_some() {
            self.fail_with(failed, failure);
        }
        let Some(item) = item else { return };
        if let Some(reason) = item.finish_reason() {
            self.response.finish_reason = Some(reason);
        }
        if self.first_token.is_none() && self.response.failure.is_none() && item.has_content() {
            self.first_token = self.clock.last_item();
        }
        if item.is_end() {
            self.response.is_end = true;
        }
    }

    /// Reports an item that has no usage, or that it failed.
    pub fn item_without_usage(&mut self, failed: Option<ErrorType>) {
        if failed.is_some() {
            self.fail_with(failed, None);
        }
        if self.first_token.is_none() && self.response.failure.is_none() {
            self.first_token = self.clock.last_item();
        }
    }

    /// Notes that an item failed, or that the answer in it did.
    fn fail_with(&mut self, failed: Option<ErrorType>, failure: Option<ErrorType>) {
        if !self.response.is_end {
            self.response.failure = failed.or(failure);
            self.is_broken |= failed.is_some();
        }
    }

    pub(super) fn first_token(&mut self) {
        self.first_token.get_or_insert_with(Moment::now);
    }

    /// The answer is complete.
    pub(super) fn finished(&mut self) {
        self.clock.item_came();
        self.response.is_end = true;
    }

    /// The answer is complete, for this reason.
    pub(super) fn finished_for(&mut self, reason: FinishReason) {
        self.response.finish_reason = Some(reason);
        self.finished();
    }

    /// When the last item came; `None` if none did.
    pub(super) fn last_item(&self) -> Option<Moment> {
        self.clock.last_item()
    }

    /// Adds what the stream itself reported at its end. A failure that an item reported stays.
    pub(super) fn add_report_of_stream(&mut self, report: &Self) {
        let ResponseReport { model, usage, failure, finish_reason, is_end, is_empty: _ } =
            report.response.as_borrowed();
        if let Some(usage) = usage {
            self.response.update_usage(usage);
        }
        if let Some(model) = model {
            self.response.update_model(model);
        }
        self.response.failure = self.response.failure.or(failure);
        self.response.finish_reason = finish_reason.or(self.response.finish_reason);
        self.response.is_end |= is_end;
        self.first_token = self.first_token.or(report.first_token);
    }
}

impl StreamAccumulator for LlmAccumulator {
    #[inline]
    fn ask(&mut self) {
        self.clock.ask();
    }

    #[inline]
    fn item_came(&mut self) {
        self.clock.item_came();
    }

    // A failure that the answer itself reports, such as a filter's, does not end it: its usage may follow.
    #[inline]
    fn failed(&self) -> Option<ErrorType> {
        if self.is_broken { self.response.failure } else { None }
    }

    // A stream that was dropped after its items reported a failure has failed for that reason.
    fn fail(&mut self, reason: ErrorType) {
        if !self.response.is_end {
            let reported = self.response.failure.filter(|_| reason == ErrorType::Cancelled);
            self.response.failure = Some(reported.unwrap_or(reason));
        }
    }
}
