//! Compares what a recorder holds with the one call that a test expects.

use crate::models::{BILL, price};
use agent_metrics::{ErrorType, FinishReason, testing::Recorder};

/// The call that must have been recorded.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // the flags are independent of each other
#[must_use = "nothing is checked before `assert`"]
pub struct Expected<'a> {
    model: &'a str,
    priced_as: &'a str,
    billed: bool,
    tokens: bool,
    cached: bool,
    reasoning: bool,
    streamed: bool,
    failed: Option<ErrorType>,
    finished: Option<FinishReason>,
}

impl<'a> Expected<'a> {
    /// A call that this model answered, with the usage that the stub reports.
    pub fn of(model: &'a str) -> Self {
        Self {
            model,
            priced_as: model,
            billed: false,
            tokens: true,
            cached: true,
            reasoning: true,
            streamed: false,
            failed: None,
            finished: None,
        }
    }

    /// The client itself reported the cost, by the price of this model.
    pub fn priced_as(self, model: &'a str) -> Self {
        Self { priced_as: model, ..self }
    }

    /// The provider itself reported the cost, and the client passed it on.
    pub fn billed(self) -> Self {
        Self { billed: true, ..self }
    }

    /// No usage was reported.
    pub fn without_usage(self) -> Self {
        Self { tokens: false, ..self }
    }

    /// The provider does not report cached tokens.
    pub fn without_cache(self) -> Self {
        Self { cached: false, ..self }
    }

    /// The client does not report reasoning tokens.
    pub fn without_reasoning(self) -> Self {
        Self { reasoning: false, ..self }
    }

    /// The answer was streamed.
    pub fn streamed(self) -> Self {
        Self { streamed: true, ..self }
    }

    /// The call failed. Its usage is what was known by then.
    pub fn failed(self, error_type: ErrorType) -> Self {
        Self { failed: Some(error_type), ..self }
    }

    /// The response told this reason.
    pub fn finished(self, reason: FinishReason) -> Self {
        Self { finished: Some(reason), ..self }
    }

    /// Asserts that the recorder holds exactly this one call. With the feature off, nothing is checked.
    ///
    /// # Panics
    ///
    /// Panics if the recorder holds anything else.
    #[track_caller]
    #[allow(clippy::float_cmp)] // counts are exact
    pub fn assert(self, recorder: &Recorder) {
        if !agent_metrics::ENABLED {
            return;
        }
        let text = recorder.render();
        let labels = [("model", self.model)];
        let count = |name: &str, labels: &[(&str, &str)]| recorder.counter(name, labels);
        assert_eq!(count("llm_requests_total", &[]), 1.0, "requests\n{text}");
        assert_eq!(count("llm_requests_total", &labels), 1.0, "requests of {}\n{text}", self.model);
        assert_eq!(recorder.histogram_count("llm_request_duration_seconds", &labels), 1, "durations\n{text}");
        let first = recorder.histogram_count("llm_time_to_first_token_seconds", &labels);
        assert_eq!(first, u64::from(self.streamed), "first tokens\n{text}");
        let if_reported = |tokens: f64| if self.tokens { tokens } else { 0.0 };
        let cached = if self.cached { 400.0 } else { 0.0 };
        for (direction, tokens) in [("input", 600.0), ("cached_input", cached), ("cache_write", 0.0), ("output", 50.0)]
        {
            let labels = [("model", self.model), ("direction", direction)];
            assert_eq!(count("llm_tokens_total", &labels), if_reported(tokens), "{direction}\n{text}");
        }
        let reasoning = if self.reasoning { 20.0 } else { 0.0 };
        assert_eq!(count("llm_reasoning_tokens_total", &labels), if_reported(reasoning), "reasoning\n{text}");
        let estimated = price(self.priced_as)
            .map(|[input, cache, output]| if_reported(600.0 * input + cached * cache + 50.0 * output) / 1e6);
        let dollars = if self.billed { Some(BILL) } else { estimated };
        let cost = count("llm_estimated_cost_dollars", &labels);
        assert!((cost - dollars.unwrap_or(0.0)).abs() < 1e-9, "{cost} instead of {dollars:?} dollars\n{text}");
        let unpriced = if dollars.is_none() { if_reported(650.0 + cached) } else { 0.0 };
        assert_eq!(count("llm_unpriced_tokens_total", &labels), unpriced, "unpriced tokens\n{text}");
        let was_left = self.streamed && self.failed == Some(ErrorType::Cancelled);
        let missing = !self.tokens && (self.failed.is_none() || was_left);
        assert_eq!(count("llm_usage_missing_total", &labels), f64::from(u8::from(missing)), "usage missing\n{text}");
        if let Some(reason) = self.finished {
            let labels = [("model", self.model), ("reason", reason.as_str())];
            assert_eq!(count("llm_finish_reasons_total", &labels), 1.0, "{reason}\n{text}");
        }
        let errors = f64::from(u8::from(self.failed.is_some()));
        assert_eq!(count("process_errors_total", &[]), errors, "errors\n{text}");
        if let Some(error_type) = self.failed {
            let labels = [("error_type", error_type.as_str())];
            assert_eq!(count("process_errors_total", &labels), 1.0, "{error_type}\n{text}");
        }
    }
}
