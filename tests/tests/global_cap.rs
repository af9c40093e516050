//! The cap changes no total in the process-wide instance either, whose threads keep what they have found. One test: it sets up the
//! process.
#![cfg(feature = "metrics")]
#![allow(missing_docs)]

use agent_metrics::{Config, LlmCall, Price, TokenUsage, init, pricing::spend, testing::Recorder};
use std::thread;

const MODELS: [&str; 6] = ["", "one", "two", "gpt-4o", "gpt-4o-2024-05-13", "nobody-knows"];

fn config(cap: usize) -> Config {
    let price = |dollars| Price::new(dollars, dollars);
    Config::new().series_cap(cap).price("one", price(1.0)).price("two", price(2.0)).price("azure/two", price(3.0))
}

/// Every call of a number of agents: each model asked for, each that may answer, with and without a provider.
fn record(agents: usize) {
    for agent in 0..agents {
        for (asked, answered) in MODELS.iter().flat_map(|asked| MODELS.map(|answered| (asked, answered))) {
            for provider in ["", "azure"] {
                let call = LlmCall::builder(*asked).provider(provider).agent_id(agent).start();
                if !answered.is_empty() {
                    call.answered_by(answered);
                }
                call.usage(TokenUsage::new().input(1_000));
                call.end();
            }
        }
    }
}

/// Tokens, tokens without a price, and picodollars.
fn totals() -> [u64; 3] {
    let spend = spend().expect("it is on");
    let sum = |of: fn(&agent_metrics::pricing::Spend) -> u64| spend.iter().map(of).sum();
    [sum(|spend| spend.tokens), sum(|spend| spend.unpriced_tokens), sum(|spend| spend.cost.picodollars())]
}

#[test]
fn totals_are_those_without_a_cap() {
    const THREADS: u64 = 4;
    const AGENTS: usize = 5;
    let uncapped = Recorder::with_config(config(100_000)).unwrap();
    let expected = uncapped.scope_sync(|| {
        record(AGENTS);
        totals()
    });
    assert_eq!(expected[0], 1_000 * AGENTS as u64 * 72);
    assert!(expected[1] > 0 && expected[2] > 0);
    init(config(7)).unwrap();
    for round in 1..=3 {
        thread::scope(|threads| (0..THREADS).for_each(|_| drop(threads.spawn(|| record(AGENTS)))));
        assert_eq!(totals(), expected.map(|total| total * THREADS * round), "round {round}");
    }
}
