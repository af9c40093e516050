//! Meters any JSON as the body of a response: nothing panics, and what is recorded are numbers.
#![no_main]

use agent_metrics::{LlmCall, testing::Recorder};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::sync::LazyLock;

static RECORDER: LazyLock<Recorder> = LazyLock::new(Recorder::new);

fuzz_target!(|input: &[u8]| {
    let Ok(body) = serde_json::from_slice::<Value>(input) else { return };
    RECORDER.scope_sync(|| LlmCall::start("gpt-4o").end_with(&body));
    RECORDER.scope_sync(|| {
        let call = LlmCall::start("");
        call.item(&body);
        call.end();
    });
    for family in ["llm_tokens_total", "llm_estimated_cost_dollars", "llm_requests_total"] {
        let total = RECORDER.counter(family, &[]);
        assert!(total.is_finite() && total >= 0.0, "{family} is {total}");
    }
});
