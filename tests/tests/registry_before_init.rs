//! The registry can be had before the configuration, and settles nothing. One test: it sets up the process.
#![cfg(feature = "metrics")]

use agent_metrics::{Config, InitError, init, registry, tool_call};
use prometheus::IntCounter;

#[tool_call(agent_id = "bot-1")]
fn shell() {}

#[test]
fn collectors_come_first() {
    let counter = |name: &str| Box::new(IntCounter::new(name, "Jobs.").unwrap());
    registry().register(counter("jobs_total")).unwrap();
    registry().register(counter("bot_tool_calls")).unwrap();
    registry().register(counter("agent_tool_calls")).expect_err("the name that there is without a configuration");
    assert_eq!(registry().gather().len(), 2, "nothing is settled, so nothing of ours is there");

    // A configuration that would show a name twice is refused, and changes nothing.
    let refused = init(Config::new().prefix("bot_")).unwrap_err();
    assert!(matches!(&refused, InitError::NameTaken { name, .. } if name == "bot_tool_calls"), "{refused:?}");
    assert!(refused.to_string().contains("`bot_tool_calls`"), "{refused}");
    init(Config::new().prefix("my_")).unwrap();

    shell();
    let text = agent_metrics::render();
    assert!(text.contains(r#"my_tool_calls_total{agent_id="bot-1",tool_name="shell"} 1"#), "{text}");
    assert!(text.ends_with("\njobs_total 0\n"), "{text}");
    assert!(registry().gather().iter().any(|family| family.name() == "my_tool_calls_total"));
    registry().register(counter("my_tool_calls")).unwrap_err();
}
