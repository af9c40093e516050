//! A series that is not used any more is dropped, whoever reads the numbers.

use agent_metrics::{
    Config, Metrics,
    prometheus::{Registry, TextEncoder},
    tool_call,
};
use std::{thread::sleep, time::Duration};

type Read = fn(&Metrics) -> String;

#[tool_call(agent_id = agent)]
fn shell(agent: &str) {}

fn gathered(registry: &Registry) -> String {
    TextEncoder::new().encode_to_string(&registry.gather()).unwrap()
}

fn collector(metrics: &Metrics) -> String {
    let registry = Registry::new();
    registry.register(Box::new(metrics.collector())).unwrap();
    gathered(&registry)
}

#[test]
fn every_reader_drops_them() {
    let readers: [(&str, Read); 4] = [
        ("render", Metrics::render),
        ("collect", |metrics| String::from_utf8(metrics.collect(None).1).unwrap()),
        ("gather", |metrics| gathered(metrics.registry())),
        ("collector", collector),
    ];
    let instances = readers.map(|(name, read)| {
        let metrics = Metrics::new(Config::new().idle_series_ttl(Duration::ZERO)).unwrap();
        metrics.scope_sync(|| shell("bot-1"));
        assert!(read(&metrics).contains("bot-1"), "{name}: it is marked, and shown");
        (name, read, metrics)
    });
    // So long a series stays after it was marked, in case that a thread had just found it.
    sleep(Duration::from_millis(10_100));
    for (name, read, metrics) in instances {
        metrics.scope_sync(|| shell("bot-2"));
        let text = read(&metrics);
        assert!(text.contains("bot-2") && !text.contains("bot-1"), "{name}: {text}");
    }
}
