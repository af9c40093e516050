//! In a whole run of the agent the metrics agree with what the provider counted.

use agent_metrics_examples::{Options, Report, Screen, Tokens, run};
use std::{path::PathBuf, time::Duration};

/// With this seed the first request is answered more slowly than the channel waits for a branch.
const SLOW_FIRST: u64 = 38;

/// US dollars per token of input, cached input and output of `gpt-4o-mini`.
const PRICES: [f64; 3] = [0.15e-6, 0.075e-6, 0.6e-6];

/// Sums the samples of a metric whose labels contain all of these texts.
fn sum(text: &str, name: &str, labels: &[&str]) -> f64 {
    let samples = text.lines().filter_map(|line| line.strip_prefix(name));
    let samples = samples.filter(|rest| rest.starts_with(['{', ' ']));
    let samples = samples.filter(|rest| labels.iter().all(|label| rest.contains(label)));
    samples.map(|rest| rest.rsplit_once(' ').unwrap().1.parse::<f64>().unwrap()).sum()
}

#[track_caller]
fn assert_same(metrics: f64, other: f64) {
    assert!((metrics - other).abs() < 1e-12, "the metrics say {metrics}, the other side {other}");
}

fn memory_file() -> PathBuf {
    let file = std::env::temp_dir().join(format!("agent-metrics-adds-up-{}.sqlite", std::process::id()));
    let _ = std::fs::remove_file(&file); // of an earlier process with this number
    file
}

async fn run_agent(turns: u32, memory: PathBuf) -> Report {
    let options = Options {
        turns: Some(turns),
        pause: Duration::ZERO,
        port: 0,
        seed: SLOW_FIRST,
        memory: memory.clone(),
        ..Options::default()
    };
    let report = Box::pin(run(options, Screen::silent(), std::future::pending())).await.unwrap();
    std::fs::remove_file(memory).unwrap();
    report
}

#[allow(clippy::cast_precision_loss)] // small counts
#[tokio::test(flavor = "multi_thread")]
async fn metrics_and_provider_agree() {
    let report = run_agent(6, memory_file()).await;
    let counted = report.counted.as_ref().unwrap();
    assert_eq!(report.calls, counted.requests);
    assert_eq!(counted.requests, counted.answered + counted.refused() + counted.disconnected);
    assert!(counted.answered > 10 && counted.refused() > 2, "{counted:?}");
    assert_eq!(counted.disconnected, 1, "the branch was cancelled in the slow stream");
    if !agent_metrics::ENABLED {
        return;
    }

    let text = agent_metrics::render();
    let sum = |name, labels: &[&str]| sum(&text, name, labels);
    // Calls and how they ended.
    assert_same(sum("agent_llm_requests_total", &[]), counted.requests as f64);
    assert_same(sum("agent_llm_request_duration_seconds_count", &[]), counted.requests as f64);
    for (code, error_type) in [
        ("rate_limit_exceeded", "rate_limit"),
        ("insufficient_quota", "quota_exhausted"),
        ("server_error", "provider_error"),
        ("context_length_exceeded", "context_overflow"),
    ] {
        let refused = counted.failed.get(code).copied().unwrap_or(0);
        let label = format!("error_type=\"{error_type}\"");
        assert_same(sum("agent_process_errors_total", &[&label]), refused as f64);
        assert_same(sum("agent_llm_errors_total", &[&label, "model=\"gpt-4o-mini\""]), refused as f64);
    }
    assert_same(sum("agent_process_errors_total", &["error_type=\"cancelled\""]), 1.0);
    assert_same(sum("agent_process_errors_total", &[]), (counted.refused() + counted.disconnected) as f64);
    assert_same(sum("agent_llm_errors_total", &[]), (counted.refused() + counted.disconnected) as f64);
    for (outcome, calls) in
        [("ok", counted.answered), ("error", counted.refused()), ("cancelled", counted.disconnected), ("panicked", 0)]
    {
        assert_same(sum("agent_llm_outcomes_total", &[&format!("outcome=\"{outcome}\"")]), calls as f64);
    }
    // A stream that was left before it told its usage.
    assert_same(sum("agent_llm_usage_missing_total", &[]), counted.disconnected as f64);
    assert_same(sum("agent_missing_context_total", &[]), 0.0);

    // Tokens and what they cost.
    let tokens = |direction: &str| sum("agent_llm_tokens_total", &[&format!("direction=\"{direction}\"")]);
    let Tokens { input, cached_input, output } = counted.tokens;
    assert!(cached_input > 0, "the beginning of the prompt is the same each time");
    let theirs = [input, cached_input, output].map(|tokens| tokens as f64);
    for (direction, theirs) in ["input", "cached_input", "output"].into_iter().zip(theirs) {
        assert_same(tokens(direction), theirs);
    }
    assert_same(sum("agent_llm_tokens_total", &[]), theirs.iter().sum());
    let dollars = theirs.iter().zip(PRICES).map(|(tokens, price)| tokens * price).sum();
    assert_same(sum("agent_llm_estimated_cost_dollars", &["model=\"gpt-4o-mini\""]), dollars);
    assert_same(counted.dollars, dollars);
    assert_same(sum("agent_llm_unpriced_tokens_total", &[]), 0.0);

    // Processes: all have ended, each with one outcome.
    for gauge in [
        "agent_active_workers",
        "agent_active_branches",
        "agent_active_processes",
        "agent_process_oldest_seconds",
        "agent_llm_requests_in_flight",
    ] {
        assert!(text.contains(&format!("{gauge}{{")), "{gauge} has no value");
        assert_same(sum(gauge, &[]), 0.0);
    }
    let outcome = |outcome: &str, of: &str| sum("agent_processes_total", &[&format!("outcome=\"{outcome}\""), of]);
    assert_same(outcome("ok", "process_type=\"channel\""), 1.0);
    assert_same(outcome("cancelled", "process_type=\"branch\""), 1.0);
    assert_same(outcome("panicked", "worker_type=\"clumsy\""), 1.0);
    assert_same(outcome("cancelled", "worker_type=\"watcher\""), 2.0);
    assert_same(sum("agent_branches_spawned_total", &[]), sum("agent_process_duration_seconds_count", &["\"branch\""]));
    let workers = sum("agent_processes_total", &["process_type=\"worker\""]);
    assert_same(sum("agent_worker_duration_seconds_count", &[]), workers);

    // Why the model stopped: each answer tells one reason.
    assert_same(sum("agent_llm_finish_reasons_total", &[]), counted.answered as f64);

    // Tools and memory.
    assert_same(sum("agent_tool_calls_total", &[]), sum("agent_tool_call_duration_seconds_count", &[]));
    assert!(sum("agent_tool_calls_total", &["tool_name=\"read_file\""]) > 0.0);
    assert_same(sum("agent_tool_calls_total", &[]), sum("agent_tool_outcomes_total", &[]));
    assert!(sum("agent_tool_outcomes_total", &["outcome=\"ok\""]) > 0.0);
    assert_same(sum("agent_memory_entry_count", &["agent_id=\"librarian\""]), report.memories as f64);
    assert_same(sum("agent_memory_writes_total", &[]), report.memories as f64);
    assert!(sum("agent_memory_reads_total", &[]) >= 5.0);
    assert!(report.agrees());
}
