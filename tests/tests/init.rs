//! The configuration is set once, and holds for everything that `/metrics` shows. One test: it sets up the process.
#![cfg(feature = "metrics")]

use agent_metrics::{Config, InitError, Metrics, Price, init, testing::Recorder, tool_call};
use std::collections::BTreeMap;

#[tool_call(agent_id = "bot-1")]
fn shell() {}

#[test]
fn init_once() {
    let refused = init(Config::new().price("m", Price::new(-1.0, 1.0))).unwrap_err();
    assert!(
        matches!(&refused, InitError::Price { model, field: "input", value: -1.0, .. } if model == "m"),
        "{refused:?}"
    );

    // What a test records and shows settles nothing.
    let recorder = Recorder::new();
    recorder.scope_sync(shell);
    assert!(recorder.render().contains("agent_tool_calls_total"));

    let config: Config = toml::from_str("prefix = 'bot_'\n[constant_labels]\nhost = 'eu-1'").unwrap();
    init(config).expect("a refused configuration has changed nothing");
    let again = init(Config::new()).unwrap_err();
    assert_eq!(again, InitError::AlreadyInitialised);
    assert!(again.to_string().contains("once, at the start of `main`"), "{again}");

    shell();
    let line = r#"bot_tool_calls_total{host="eu-1",agent_id="bot-1",tool_name="shell"} 1"#;
    assert!(agent_metrics::render().contains(line), "{}", agent_metrics::render());

    // A collector of the user's own is shown beside ours, once.
    let jobs = prometheus::IntCounter::new("jobs_total", "Jobs.").unwrap();
    agent_metrics::registry().register(Box::new(jobs.clone())).unwrap();
    jobs.inc();
    let text = agent_metrics::render();
    assert!(text.ends_with("# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total 1\n"), "{text}");
    assert_eq!(text.matches("# TYPE bot_tool_calls_total").count(), 1);

    // Ours in a registry of the user's own, and in the private one.
    let theirs = prometheus::Registry::new();
    theirs.register(Box::new(Metrics::global().collector())).unwrap();
    for registry in [&theirs, agent_metrics::registry()] {
        let families = registry.gather();
        let calls = families.iter().find(|family| family.name() == "bot_tool_calls_total").unwrap();
        let metric = &calls.get_metric()[0];
        assert!((metric.get_counter().get_value() - 1.0).abs() < f64::EPSILON);
        let labels: Vec<_> = metric.get_label().iter().map(|pair| (pair.name(), pair.value())).collect();
        assert_eq!(labels, [("host", "eu-1"), ("agent_id", "bot-1"), ("tool_name", "shell")]);
    }

    // The process-wide instance is the default one.
    for metrics in [Metrics::global(), Metrics::current()] {
        assert!(metrics.render().contains(line), "{}", metrics.render());
    }

    // The `prometheus` crate's text of ours says the same as our own.
    let mut theirs_text = String::new();
    prometheus::TextEncoder::new().encode_utf8(&theirs.gather(), &mut theirs_text).unwrap();
    let ours = agent_metrics::render();
    let samples = |text: &str| -> BTreeMap<String, f64> {
        let sample = |line: &str| line.rsplit_once(' ').map(|(name, value)| (name.to_owned(), value.parse().unwrap()));
        text.lines().filter(|line| line.starts_with("bot_")).filter_map(sample).collect()
    };
    assert_eq!(samples(&theirs_text), samples(&ours));
}
