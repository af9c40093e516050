//! Once something is recorded the defaults hold: a configuration that comes later would be half true.
#![cfg(feature = "metrics")]

use agent_metrics::{Config, InitError, init, tool_call};

#[tool_call]
fn shell() {}

#[test]
fn init_after_a_record_is_an_error() {
    shell();
    assert_eq!(init(Config::new().prefix("bot_")), Err(InitError::AlreadyInitialised));
    assert!(agent_metrics::render().contains("agent_tool_calls_total{"));
}
