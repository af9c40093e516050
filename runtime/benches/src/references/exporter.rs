//! `metrics` with `metrics-exporter-prometheus`: the same six records.

use crate::work::{Answer, MODEL, TIER, complete};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{sync::OnceLock, time::Instant};

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

pub fn install() {
    let builder = PrometheusBuilder::new().set_buckets(&[0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0]);
    let handle = builder.expect("rising bounds").install_recorder().expect("the only recorder");
    assert!(HANDLE.set(handle).is_ok());
}

/// What a program must do from time to time, or the observations pile up.
pub fn upkeep() {
    HANDLE.get().expect("it is installed").run_upkeep();
}

#[inline(never)]
#[allow(clippy::cast_precision_loss)] // as one would
pub fn llm(agent: &'static str) -> Answer {
    let start = Instant::now();
    let answer = complete(agent);
    counter!("llm_requests_total", "agent_id" => agent, "model" => MODEL, "tier" => TIER).increment(1);
    histogram!("llm_request_duration_seconds", "agent_id" => agent, "model" => MODEL, "tier" => TIER)
        .record(start.elapsed());
    if let Ok(response) = &answer {
        let tokens = |direction: &'static str, count| {
            counter!("llm_tokens_total", "agent_id" => agent, "model" => MODEL, "tier" => TIER, "direction" => direction)
                .increment(count);
        };
        let fresh = response.input - response.cached;
        tokens("input", fresh);
        tokens("cached_input", response.cached);
        tokens("output", response.output);
        let dollars = (fresh as f64 * 2.5 + response.cached as f64 * 1.25 + response.output as f64 * 10.0) / 1e6;
        // Its counters are whole numbers.
        gauge!("llm_estimated_cost_dollars", "agent_id" => agent, "model" => MODEL, "tier" => TIER).increment(dollars);
    }
    answer
}
