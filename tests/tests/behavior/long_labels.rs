//! A label that a model made up, of any length, is bounded, and stays apart from others.

use agent_metrics::{Config, llm_metered, process_metric, testing::Recorder, tool_call};
use agent_metrics_tests::Reply;

#[tool_call(name = name, agent_id = "bot")]
fn tool(name: &str) {}

fn long(end: &str) -> String {
    format!("{}{end}", "x".repeat(1 << 20))
}

#[test]
fn a_long_label_is_cut_and_counted() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        for name in [&long("a"), &long("b"), &long("a"), &"y".repeat(256)] {
            tool(name);
        }
    });
    assert_eq!(recorder.series("tool_calls_total"), 3);
    assert_eq!(recorder.counter("tool_calls_total", &[]), 4.0);
    assert_eq!(recorder.counter("tool_calls_total", &[("tool_name", &"y".repeat(256))]), 1.0);
    assert_eq!(recorder.counter("label_truncated_total", &[("metric", "tool_calls_total")]), 3.0);
    assert_eq!(recorder.counter("label_truncated_total", &[("metric", "llm_requests_total")]), 0.0);
    let longest = recorder.render().lines().filter(|line| line.starts_with("agent_tool")).map(str::len).max();
    assert!(longest < Some(400), "{longest:?}");
}

#[test]
fn the_limit_is_configured() {
    let recorder = Recorder::with_config(Config::new().label_value_length_limit(2 << 20)).unwrap();
    recorder.scope_sync(|| tool(&long("a")));
    assert_eq!(recorder.counter("tool_calls_total", &[("tool_name", &long("a"))]), 1.0);
    assert_eq!(recorder.counter("label_truncated_total", &[]), 0.0);
}

#[test]
fn a_model_and_an_agent_of_any_length_are_metered() {
    #[process_metric(worker, agent_id = agent)]
    fn work(agent: &str, model: &str) {
        ask(model);
        ask(model);
    }
    #[llm_metered(model = model, provider = model)]
    fn ask(model: &str) -> Reply {
        Reply::of(model)
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| work(&long("a"), &long("m")));
    assert_eq!(recorder.counter("llm_requests_total", &[("tier", "worker")]), 2.0);
    assert_eq!(recorder.series("llm_requests_total"), 1, "asked and answered models are the same");
    assert_eq!(recorder.counter("llm_unpriced_tokens_total", &[]), 220.0);
    assert!(recorder.render().len() < 100_000);
}
