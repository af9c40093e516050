//! Accumulates what the items of a stream, or a handle, report of an LLM call.

use super::{accumulator::StreamAccumulator, interned_model::InternedModel, response_report::ResponseReport};
use crate::{clock::Moment, error::ErrorType, usage::LlmResponse};
use std::sync::Arc;

/// Accumulates reports; of two reports of the same thing the later one holds.
#[derive(Debug, Default)]
pub struct LlmAccumulator {
    pub(super) response: ResponseReport<Arc<InternedModel>>,
    pub(super) first_token: Option<Moment>,
    /// An item was an error: no part of the answer follows.
    is_broken: bool,
    /// The last item was a part of the answer.
    has_content: bool,
}

impl LlmAccumulator {
    /// Reports an item, or that it failed.
    pub fn item<T: LlmResponse>(&mut self, failed: Option<ErrorType>, item: Option<&T>) {
        self.has_content = item.is_some_and(LlmResponse::has_content);
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
            self.response.failure = failed.or(failure);
            self.is_broken |= failed.is_some();
        }
    }

    /// Reports an item that has no usage, or that it failed.
    pub fn item_without_usage(&mut self, failed: Option<ErrorType>) {
        self.has_content = true;
        self.response.failure = failed.or(self.response.failure);
        self.is_broken |= failed.is_some();
    }

    pub(super) fn first_token(&mut self) {
        self.first_token.get_or_insert_with(Moment::now);
    }

    /// Adds a report; the parts that it does not have stay as they were.
    pub(super) fn add(&mut self, report: ResponseReport<&str>, first_token: Option<Moment>) {
        if let Some(usage) = report.usage {
            self.response.update_usage(usage);
        }
        if let Some(model) = report.model {
            self.response.update_model(model);
        }
        self.response.failure = report.failure.or(self.response.failure);
        self.first_token = self.first_token.or(first_token);
    }

    /// Adds what the stream itself reported at its end. A failure that an item reported stays.
    pub(super) fn add_report_of_stream(&mut self, report: &Self) {
        let failure = self.response.failure;
        self.add(report.response.as_borrowed(), report.first_token);
        self.response.failure = failure.or(self.response.failure);
    }
}

impl StreamAccumulator for LlmAccumulator {
    fn item_came(&mut self) {
        if self.response.failure.is_none() && self.has_content {
            self.first_token();
        }
    }

    // A failure that the answer itself reports, such as a filter's, does not end it: its usage may follow.
    fn failed(&self) -> Option<ErrorType> {
        self.response.failure.filter(|_| self.is_broken)
    }

    // A stream that was dropped after its items reported a failure has failed for that reason.
    fn fail(&mut self, reason: ErrorType) {
        let reported = self.response.failure.filter(|_| reason == ErrorType::Cancelled);
        self.response.failure = Some(reported.unwrap_or(reason));
    }
}
