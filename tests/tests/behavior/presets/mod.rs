//! A preset finds the usage in the fields of the client's own types. The types here have the fields that the presets read,
//! as the clients have them; the packages of the clients test the clients themselves.

#![allow(clippy::struct_field_names)] // the clients' names

mod anthropic;
mod genai;
mod ollama;
mod openai;
mod openai_responses;
mod rig;

use agent_metrics::{llm_metered, testing::Recorder};
use futures::{Stream, StreamExt, stream};

/// One series has these tokens, in this order: input, cached, written to the cache, output, thinking.
fn assert_tokens(recorder: &Recorder, model: &str, tokens: [u64; 5]) {
    let [input, cached, written, output, reasoning] = tokens;
    let directions = [("input", input), ("cached_input", cached), ("cache_write", written), ("output", output)];
    for (direction, tokens) in directions {
        let labels = [("model", model), ("direction", direction)];
        assert_eq!(recorder.counter("llm_tokens_total", &labels), tokens as f64, "{direction}");
    }
    assert_eq!(recorder.counter("llm_reasoning_tokens_total", &[("model", model)]), reasoning as f64);
}

/// The request told this reason, and no other.
#[track_caller]
fn assert_reason(recorder: &Recorder, reason: &str) {
    assert_eq!(recorder.counter("llm_finish_reasons_total", &[("reason", reason)]), 1.0, "{}", recorder.render());
    assert_eq!(recorder.counter("llm_finish_reasons_total", &[]), 1.0);
}

fn assert_error(recorder: &Recorder, error_type: &str) {
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", error_type)]), 1.0, "{}", recorder.render());
}
