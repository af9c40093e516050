//! A short program that renders at its end shows the cost of its calls. (A process of its own: no price is loaded before.)
#![cfg(feature = "metrics")]
#![allow(missing_docs)]

use agent_metrics::{TokenUsage, llm_metered, render};
use agent_metrics_tests::Reply;

#[llm_metered(model = "gpt-4o", agent_id = "bot-1", tier = "worker")]
fn ask() -> Reply {
    Reply::with("", TokenUsage::new().input(1_000_000))
}

#[test]
fn the_cost_is_in_the_first_text() {
    ask();
    let cost = r#"agent_llm_estimated_cost_dollars{agent_id="bot-1",model="gpt-4o",tier="worker"} 2.5"#;
    let text = render();
    assert!(text.lines().any(|line| line == cost), "{text}");
}
