//! Series: equal labels are one, others never; families, names and buckets are those of the design.

use agent_metrics::{Config, llm_metered, process_metric, testing::Recorder, tool_call};
use agent_metrics_tests::Reply;

#[llm_metered(agent_id = agent, model = model, tier = "worker", worker_type = "t")]
fn ask(agent: &str, model: &str) -> Reply {
    Reply::of(model)
}

#[test]
fn labels_that_concatenate_alike_are_two_series() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        ask("bot1", "2-mini");
        ask("bot12", "-mini");
        ask("bot12", "-mini");
    });
    assert_eq!(recorder.counter("llm_requests_total", &[("agent_id", "bot1"), ("model", "2-mini")]), 1.0);
    assert_eq!(recorder.counter("llm_requests_total", &[("agent_id", "bot12"), ("model", "-mini")]), 2.0);
}

#[test]
fn above_the_cap_totals_stay_exact() {
    #[process_metric(worker, agent_id = agent)]
    fn work(agent: &str) {
        ask(agent, "m");
    }
    let recorder = Recorder::with_config(Config::new().series_cap(2)).unwrap();
    recorder.scope_sync(|| {
        for index in 0..5 {
            work(&format!("bot-{index}"));
        }
    });
    let overflow =
        [("agent_id", "_overflow"), ("model", "_overflow"), ("tier", "_overflow"), ("worker_type", "_overflow")];
    assert_eq!(recorder.counter("llm_requests_total", &overflow), 3.0);
    assert_eq!(recorder.counter("llm_requests_total", &[]), 5.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[]), 550.0);
    assert_eq!(recorder.histogram_count("worker_duration_seconds", &[]), 5, "families that pick out a kind, too");
    assert_eq!(recorder.gauge("active_workers", &[]), 0.0);
    assert_eq!(recorder.series("active_workers"), 3);
    assert_eq!(recorder.counter("series_overflow_total", &[("metric", "llm_requests_total")]), 3.0);
    assert_eq!(recorder.counter("series_overflow_total", &[("metric", "processes_total")]), 3.0);
}

/// Name, type, labels without a value, buckets of spacebot's 14 metrics.
const SPACEBOT: &[(&str, &str)] = &[
    ("llm_requests_total", "counter"),
    ("llm_request_duration_seconds", "histogram"),
    ("llm_tokens_total", "counter"),
    ("llm_estimated_cost_dollars", "counter"),
    ("process_errors_total", "counter"),
    ("tool_calls_total", "counter"),
    ("tool_call_duration_seconds", "histogram"),
    ("memory_reads_total", "counter"),
    ("memory_writes_total", "counter"),
    ("memory_updates_total", "counter"),
    ("memory_entry_count", "gauge"),
    ("active_workers", "gauge"),
    ("active_branches", "gauge"),
    ("worker_duration_seconds", "histogram"),
];

#[test]
fn every_family_shows_help_and_type_before_anything_is_recorded() {
    let text = Recorder::with_config(Config::new().prefix("spacebot_")).unwrap().render();
    for (name, kind) in SPACEBOT {
        assert!(text.contains(&format!("# TYPE spacebot_{name} {kind}\n")), "{name}");
        assert!(text.contains(&format!("# HELP spacebot_{name} ")), "{name}");
    }
    for name in [
        "llm_time_to_first_token_seconds histogram",
        "llm_reasoning_tokens_total counter",
        "llm_unpriced_tokens_total counter",
        "llm_incomplete_costs_total counter",
        "llm_outcomes_total counter",
        "llm_errors_total counter",
        "llm_requests_in_flight gauge",
        "process_oldest_seconds gauge",
        "tool_outcomes_total counter",
        "llm_usage_missing_total counter",
        "context_overflow_total counter",
        "worker_cost_dollars counter",
        "branches_spawned_total counter",
        "active_processes gauge",
        "processes_total counter",
        "process_duration_seconds histogram",
        "memory_operation_duration_seconds histogram",
        "memory_search_results histogram",
        "missing_context_total counter",
        "series_overflow_total counter",
    ] {
        assert!(text.contains(&format!("# TYPE spacebot_{name}\n")), "{name}");
    }
}

#[test]
fn the_text_is_exactly_this() {
    #[tool_call(name = "say \"hi\"\n", agent_id = "back\\slash")]
    fn tool() {}
    let config = Config::new().constant_label("host", "eu-1").buckets("tool_call_duration_seconds", [60.0, 90.5]);
    let recorder = Recorder::with_config(config).unwrap();
    recorder.scope_sync(tool);
    let labels = r#"host="eu-1",agent_id="back\\slash",tool_name="say \"hi\"\n""#;
    let text = recorder.render();
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("agent_tool_call")).collect();
    assert_eq!(lines[0], format!("agent_tool_calls_total{{{labels}}} 1"));
    assert_eq!(lines[1], format!("agent_tool_call_duration_seconds_bucket{{{labels},le=\"60\"}} 1"));
    assert_eq!(lines[2], format!("agent_tool_call_duration_seconds_bucket{{{labels},le=\"90.5\"}} 1"));
    assert_eq!(lines[3], format!("agent_tool_call_duration_seconds_bucket{{{labels},le=\"+Inf\"}} 1"));
    assert!(lines[4].starts_with(&format!("agent_tool_call_duration_seconds_sum{{{labels}}} ")));
    assert_eq!(lines[5], format!("agent_tool_call_duration_seconds_count{{{labels}}} 1"));
    assert_eq!(lines.len(), 6);
}

#[test]
fn the_buckets_are_those_of_the_design() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| ask("a", "m"));
    let text = recorder.render();
    let bounds: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("agent_llm_request_duration_seconds_bucket"))
        .filter_map(|line| line.split("le=\"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(bounds, ["0.1", "0.25", "0.5", "1", "2.5", "5", "10", "15", "30", "60", "120", "+Inf"]);
    let sum_line = text.lines().find(|line| line.starts_with("agent_llm_tokens_total")).unwrap();
    assert_eq!(
        sum_line,
        r#"agent_llm_tokens_total{agent_id="a",model="m",tier="worker",worker_type="t",direction="input"} 100"#
    );
}
