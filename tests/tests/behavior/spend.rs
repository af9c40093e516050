//! `spend` returns the costs of the calls that have ended.

use agent_metrics::{Config, Spend, TokenUsage, llm_metered, pricing::Cost, process_metric, spend, testing::Recorder};
use agent_metrics_tests::Reply;

#[llm_metered(model = model)]
fn ask(model: &str, tokens: u64) -> Reply {
    Reply::with("", TokenUsage::new().input_including_cached(tokens, tokens / 2).output(tokens / 10))
}

#[process_metric(worker, agent_id = agent, worker_type = "coder")]
fn work(agent: &str, model: &str) {
    ask(model, 100_000);
}

#[process_metric(channel, agent_id = agent)]
fn channel(agent: &str, model: &str) {
    ask(model, 100_000);
    ask(model, 100_000);
}

fn spent() -> Vec<(String, u64, u64, u64)> {
    let mut all: Vec<_> = spend()
        .expect("it is recorded")
        .into_iter()
        .map(|Spend { agent_id, model, tier, worker_type, cost, tokens, unpriced_tokens, .. }| {
            let worker_type = worker_type.as_deref().unwrap_or("(none)");
            (format!("{agent_id} {model} {tier} {worker_type}"), cost.picodollars(), tokens, unpriced_tokens)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn every_agent_model_and_tier_has_its_sum() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        work("bot-1", "gpt-4o");
        channel("bot-1", "gpt-4o");
        channel("bot-2", "gpt-4o-of-my-dreams");
        // 50,000 x $2.50 + 50,000 x $1.25 + 10,000 x $10, per million.
        let one = 287_500_000_000;
        assert_eq!(
            spent(),
            [
                ("bot-1 gpt-4o channel (none)".to_owned(), 2 * one, 220_000, 0),
                ("bot-1 gpt-4o worker coder".to_owned(), one, 110_000, 0),
                ("bot-2 gpt-4o-of-my-dreams channel (none)".to_owned(), 0, 220_000, 220_000),
            ]
        );
    });
    let other = Recorder::new();
    assert_eq!(other.scope_sync(spend), Some(vec![]), "each recorder has its own");
    assert_eq!(recorder.metrics().spend().map(|spend| spend.len()), Some(3), "also outside of its scope");
}

#[test]
fn above_the_cap_the_sum_is_exact() {
    let recorder = Recorder::with_config(Config::new().series_cap(1)).unwrap();
    recorder.scope_sync(|| {
        for agent in ["a", "b", "c"] {
            work(agent, "gpt-4o");
            channel(agent, "gpt-4o");
        }
        let spend = spend().expect("it is recorded");
        let sum: u64 = spend.iter().map(|spend| spend.cost.picodollars()).sum();
        assert_eq!(sum, 9 * 287_500_000_000);
        assert!(spend.iter().any(|spend| spend.agent_id == "_overflow" && spend.cost > Cost::default()));
    });
}
