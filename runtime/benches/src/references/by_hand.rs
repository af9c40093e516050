//! The same families, metered by hand with `prometheus`: each looked up by its labels, or kept.

use crate::work::{Answer, MODEL, Response, TIER, agent, complete, work};
use prometheus::{
    Counter, CounterVec, Encoder, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGaugeVec, Opts,
    Registry, TextEncoder, core::Collector,
};
use std::{hint::black_box, io, sync::LazyLock, time::Instant};

struct Families {
    registry: Registry,
    requests: IntCounterVec,
    duration: HistogramVec,
    tokens: IntCounterVec,
    cost: CounterVec,
    tool_calls: IntCounterVec,
    tool_duration: HistogramVec,
    memory_writes: IntCounterVec,
    memory_updates: IntCounterVec,
    memory_entries: IntGaugeVec,
    memory_duration: HistogramVec,
    active: IntGaugeVec,
    active_workers: IntGaugeVec,
    outcomes: IntCounterVec,
    process_duration: HistogramVec,
    worker_duration: HistogramVec,
}

const CALL: [f64; 11] = [0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0];
const TOOL: [f64; 10] = [0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
const MEMORY: [f64; 10] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
const WORKER: [f64; 9] = [1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0];

impl Families {
    fn new() -> Self {
        let registry = Registry::new();
        let add = |family: Box<dyn Collector>| registry.register(family).expect("a name of its own");
        let counter = |name: &str, labels: &[&str]| {
            let family = IntCounterVec::new(Opts::new(name, "By hand."), labels).expect("good names");
            add(Box::new(family.clone()));
            family
        };
        let gauge = |name: &str, labels: &[&str]| {
            let family = IntGaugeVec::new(Opts::new(name, "By hand."), labels).expect("good names");
            add(Box::new(family.clone()));
            family
        };
        let histogram = |name: &str, labels: &[&str], bounds: &[f64]| {
            let options = HistogramOpts::new(name, "By hand.").buckets(bounds.to_vec());
            let family = HistogramVec::new(options, labels).expect("good names");
            add(Box::new(family.clone()));
            family
        };
        let cost = Opts::new("llm_estimated_cost_dollars", "By hand.");
        let cost = CounterVec::new(cost, &["agent_id", "model", "tier"]).expect("good names");
        add(Box::new(cost.clone()));
        Self {
            requests: counter("llm_requests_total", &["agent_id", "model", "tier"]),
            duration: histogram("llm_request_duration_seconds", &["agent_id", "model", "tier"], &CALL),
            tokens: counter("llm_tokens_total", &["agent_id", "model", "tier", "direction"]),
            cost,
            tool_calls: counter("tool_calls_total", &["agent_id", "tool_name", "process_type"]),
            tool_duration: histogram("tool_call_duration_seconds", &["agent_id", "tool_name", "process_type"], &TOOL),
            memory_writes: counter("memory_writes_total", &["agent_id"]),
            memory_updates: counter("memory_updates_total", &["agent_id", "operation"]),
            memory_entries: gauge("memory_entry_count", &["agent_id"]),
            memory_duration: histogram("memory_operation_duration_seconds", &["agent_id", "operation"], &MEMORY),
            active: gauge("active_processes", &["agent_id", "process_type"]),
            active_workers: gauge("active_workers", &["agent_id"]),
            outcomes: counter("processes_total", &["agent_id", "process_type", "outcome"]),
            process_duration: histogram("process_duration_seconds", &["agent_id", "process_type"], &WORKER),
            worker_duration: histogram("worker_duration_seconds", &["agent_id", "worker_type"], &WORKER),
            registry,
        }
    }
}

static FAMILIES: LazyLock<Families> = LazyLock::new(Families::new);

#[allow(clippy::cast_precision_loss)] // as one would
fn dollars(response: &Response) -> f64 {
    let fresh = (response.input - response.cached) as f64;
    (fresh * 2.5 + response.cached as f64 * 1.25 + response.output as f64 * 10.0) / 1e6
}

/// Six look-ups and two readings of the clock.
#[inline(never)]
pub fn llm(agent: &str) -> Answer {
    let start = Instant::now();
    let answer = complete(agent);
    let families = &*FAMILIES;
    let labels = [agent, MODEL, TIER];
    families.requests.with_label_values(&labels).inc();
    families.duration.with_label_values(&labels).observe(start.elapsed().as_secs_f64());
    if let Ok(response) = &answer {
        let tokens =
            |direction, count| families.tokens.with_label_values(&[agent, MODEL, TIER, direction]).inc_by(count);
        tokens("input", response.input - response.cached);
        tokens("cached_input", response.cached);
        tokens("output", response.output);
        families.cost.with_label_values(&labels).inc_by(dollars(response));
    }
    answer
}

/// What the look-ups find, kept.
pub struct Handles {
    requests: IntCounter,
    duration: Histogram,
    tokens: [IntCounter; 3],
    cost: Counter,
}

impl Handles {
    pub fn new(index: usize) -> Self {
        let labels = [agent(index), MODEL, TIER];
        let tokens = ["input", "cached_input", "output"];
        Self {
            requests: FAMILIES.requests.with_label_values(&labels),
            duration: FAMILIES.duration.with_label_values(&labels),
            tokens: tokens.map(|kind| FAMILIES.tokens.with_label_values(&[labels[0], MODEL, TIER, kind])),
            cost: FAMILIES.cost.with_label_values(&labels),
        }
    }

    #[inline(never)]
    pub fn llm(&self, agent: &str) -> Answer {
        let start = Instant::now();
        let answer = complete(agent);
        self.requests.inc();
        self.duration.observe(start.elapsed().as_secs_f64());
        if let Ok(response) = &answer {
            self.tokens[0].inc_by(response.input - response.cached);
            self.tokens[1].inc_by(response.cached);
            self.tokens[2].inc_by(response.output);
            self.cost.inc_by(dollars(response));
        }
        answer
    }
}

#[inline(never)]
pub fn tool(agent: &str) -> Result<(), io::Error> {
    let start = Instant::now();
    let done = work(agent);
    let labels = [agent, "shell", TIER];
    FAMILIES.tool_calls.with_label_values(&labels).inc();
    FAMILIES.tool_duration.with_label_values(&labels).observe(start.elapsed().as_secs_f64());
    done
}

#[inline(never)]
pub fn memory(agent: &str) -> Result<(), io::Error> {
    let start = Instant::now();
    let done = work(agent);
    FAMILIES.memory_duration.with_label_values(&[agent, "save"]).observe(start.elapsed().as_secs_f64());
    if done.is_ok() {
        FAMILIES.memory_writes.with_label_values(&[agent]).inc();
        FAMILIES.memory_updates.with_label_values(&[agent, "save"]).inc();
        FAMILIES.memory_entries.with_label_values(&[agent]).inc();
    }
    done
}

#[inline(never)]
pub fn process(agent: &str) -> Result<(), io::Error> {
    let start = Instant::now();
    FAMILIES.active.with_label_values(&[agent, TIER]).inc();
    FAMILIES.active_workers.with_label_values(&[agent]).inc();
    let done = work(agent);
    FAMILIES.active.with_label_values(&[agent, TIER]).dec();
    FAMILIES.active_workers.with_label_values(&[agent]).dec();
    let seconds = start.elapsed().as_secs_f64();
    let outcome = if done.is_ok() { "ok" } else { "error" };
    FAMILIES.outcomes.with_label_values(&[agent, TIER, outcome]).inc();
    FAMILIES.process_duration.with_label_values(&[agent, TIER]).observe(seconds);
    FAMILIES.worker_duration.with_label_values(&[agent, "builtin"]).observe(seconds);
    done
}

/// The text of a scrape.
pub fn scrape() -> Vec<u8> {
    let mut text = Vec::new();
    TextEncoder::new().encode(&FAMILIES.registry.gather(), &mut text).expect("memory takes it all");
    black_box(text)
}
