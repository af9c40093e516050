//! `spend` has the cost of calls that ended before any price was loaded. (A process of its own: no price is loaded before.)
#![cfg(feature = "metrics")]
#![allow(missing_docs)]

use agent_metrics::{TokenUsage, llm_metered, spend};
use agent_metrics_tests::Reply;

#[llm_metered(model = model, agent_id = "bot-1", tier = "worker")]
fn ask(model: &str) -> Reply {
    Reply::with("", TokenUsage::new().input(1_000_000))
}

#[test]
fn what_was_spent_is_priced() {
    ask("gpt-4o");
    ask("gpt-4o-of-my-dreams");
    let mut all: Vec<_> = spend()
        .expect("it is recorded")
        .into_iter()
        .map(|spend| (spend.model, spend.cost.to_string(), spend.tokens, spend.unpriced_tokens))
        .collect();
    all.sort();
    let expected = [("gpt-4o", "$2.5", 1_000_000, 0), ("gpt-4o-of-my-dreams", "$0", 1_000_000, 1_000_000)];
    assert_eq!(
        all,
        expected.map(|(model, cost, tokens, unpriced)| (model.to_owned(), cost.to_owned(), tokens, unpriced))
    );
}
