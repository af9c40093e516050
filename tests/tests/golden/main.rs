//! Golden vectors: answers of providers, and the metrics that they must give, to a thousandth of a millionth of a dollar.
//!
//! The vectors are in `vectors/`, a file a provider. Each has its source, the tokens that the answer comes to, the price of
//! each (dollars for a million tokens, or for a thousand searches), and the dollars that were computed from them by hand.
#![cfg(feature = "metrics")]
#![allow(clippy::cast_precision_loss, missing_docs)]

mod vector;

use agent_metrics::{LlmResponse, TokenUsage, llm_metered, testing::Recorder};
use futures::{Stream, StreamExt, executor::block_on, stream};
use serde_json::Value;
use vector::Vector;

#[llm_metered(model = vector.model, provider = vector.provider, agent_id = "golden")]
fn answer(vector: &Vector, body: &Value) -> Value {
    body.clone()
}

#[llm_metered(stream, model = vector.model, provider = vector.provider, agent_id = "golden")]
fn stream_events(vector: &Vector, events: &[Value]) -> impl Stream<Item = Value> {
    stream::iter(events.to_vec())
}

/// Runs the vector, and returns what its usage is without the metrics.
fn run(vector: &Vector, recorder: &Recorder) -> Option<TokenUsage> {
    let read: Vec<Value> = recorder.scope_sync(|| match (&vector.body, &vector.events) {
        (Some(body), None) => vec![answer(vector, body)],
        (None, Some(events)) => {
            // A stream that is dropped does not come to its last event.
            let read = events.len() - usize::from(vector.cancelled);
            block_on(async {
                let mut metered = Box::pin(stream_events(vector, events));
                let seen: Vec<Value> = metered.by_ref().take(read).collect().await;
                if !vector.cancelled {
                    assert_eq!(metered.next().await, None);
                }
                seen
            })
        }
        _ => panic!("{}: either a body or events", vector.name),
    });
    read.iter().filter_map(Value::usage).reduce(|before, newer| before.updated_by(&newer))
}

/// What is not as it should be.
fn mistakes(vector: &Vector) -> Vec<String> {
    let recorder = Recorder::new();
    let usage = run(vector, &recorder);
    let mut mistakes = Vec::new();
    let mut check = |what: &str, expected: f64, is: f64, tolerance: f64| {
        if (is - expected).abs() > tolerance {
            mistakes.push(format!("{what}: {is} instead of {expected}"));
        }
    };
    for direction in ["input", "cached_input", "cache_write", "output"] {
        let tokens = recorder.counter("llm_tokens_total", &[("direction", direction)]);
        check(direction, vector.tokens(direction) as f64, tokens, 0.0);
    }
    let reasoning = recorder.counter("llm_reasoning_tokens_total", &[]);
    check("reasoning", vector.part("reasoning") as f64, reasoning, 0.0);
    for (part, is) in vector::parts(usage.unwrap_or_default()) {
        check(part, vector.part(part) as f64, is.unwrap_or(0) as f64, 0.0);
    }
    let cost = recorder.counter("llm_estimated_cost_dollars", &[]);
    check("dollars", vector.dollars.unwrap_or(0.0), cost, 1e-9);
    let priced = recorder.series("llm_estimated_cost_dollars");
    check("series with a cost", f64::from(u8::from(vector.dollars.is_some())), priced as f64, 0.0);
    check("unpriced tokens", 0.0, recorder.counter("llm_unpriced_tokens_total", &[]), 0.0);
    let answered = vector.answered.as_ref().unwrap_or(&vector.model);
    check("requests", 1.0, recorder.counter("llm_requests_total", &[("model", answered)]), 0.0);
    let failed = recorder.counter("process_errors_total", &[]);
    check("errors", f64::from(u8::from(vector.error.is_some())), failed, 0.0);
    if let Some(error) = &vector.error {
        check(error, 1.0, recorder.counter("process_errors_total", &[("error_type", error)]), 0.0);
    }
    check("invalid values", 0.0, recorder.counter("invalid_values_total", &[]), 0.0);
    if vector.tier.as_deref().is_some_and(|tier| tier != vector::tier(usage.unwrap_or_default())) {
        mistakes.push(format!("tier: {:?}", usage.map(|usage| usage.served_tier())));
    }
    mistakes
}

#[test]
fn every_answer_comes_to_its_tokens_and_dollars() {
    let mut wrong = Vec::new();
    for (file, vectors) in vector::all() {
        for vector in vectors {
            let mistakes = mistakes(&vector);
            if !mistakes.is_empty() {
                wrong.push(format!("{file}: {}: {}", vector.name, mistakes.join("; ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} vectors:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_vectors_were_computed_right() {
    for (file, vectors) in vector::all() {
        for vector in vectors {
            let Some(dollars) = vector.dollars.filter(|_| !vector.reported) else { continue };
            let sum = vector.tokens_times_rates();
            assert!((sum - dollars).abs() < 1e-12, "{file}: {}: {sum} instead of {dollars}", vector.name);
        }
    }
}

#[test]
fn there_are_enough_and_each_has_its_source() {
    let all: Vec<Vector> = vector::all().into_iter().flat_map(|(_, vectors)| vectors).collect();
    assert!(all.len() >= 60, "{}", all.len());
    for vector in &all {
        assert!(vector.source.starts_with("https://"), "{}", vector.name);
        assert!(vector.dollars.is_some() || vector.tokens.is_empty(), "{}: tokens without a price", vector.name);
    }
}
