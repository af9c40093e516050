//! Meters the tools of an agent, which rig calls in the task of the run and so in its context, and a call of a tool
//! that does not exist.
#![cfg(feature = "agent")]

use agent_metrics::{process_metric, testing::Recorder, tool_call};
use agent_metrics_client_stub::{CALLS, Expected, Stub};
use agent_metrics_rig_0_44::MeterHook;
use rig_agent::{
    agent::AgentBuilder,
    run::{PromptError, PromptResponse},
    tool::{Tool, ToolContext},
};
use rig_core::providers::openai::{OpenAI, OpenAIConfig};
use serde_json::{Value, json};
use std::convert::Infallible;

struct Clock;

impl Tool for Clock {
    const NAME: &'static str = "clock";
    type Args = Value;
    type Output = String;
    type Error = Infallible;

    fn description(&self) -> String {
        "Tells the time.".to_owned()
    }

    fn parameters(&self) -> Value {
        json!({ "type": "object", "properties": {} })
    }

    #[tool_call(name = Self::NAME)]
    async fn call(&self, _: &mut ToolContext, _: Value) -> Result<String, Infallible> {
        Ok("noon".to_owned())
    }
}

fn openai(url: &str) -> OpenAI {
    let mut config = OpenAIConfig::new("key");
    config.base_url = format!("{url}/v1");
    config.client()
}

#[process_metric(worker, agent_id = "bot-1")]
async fn work(url: &str) -> Result<PromptResponse, PromptError> {
    let agent = AgentBuilder::new(openai(url).chat(CALLS)).add_hook(MeterHook::new()).tool(Clock);
    agent.default_max_turns(2).build().prompt("What time is it?").await
}

#[tokio::test]
async fn a_tool_is_the_agents() {
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    recorder.scope(work(&stub.url())).await.unwrap();
    if agent_metrics::ENABLED {
        let labels = [("agent_id", "bot-1"), ("process_type", "worker"), ("tool_name", "clock")];
        let calls = recorder.counter("tool_calls_total", &labels);
        assert!((calls - 1.0).abs() < 1e-9, "{}", recorder.render());
        let requests = recorder.counter("llm_requests_total", &[("agent_id", "bot-1"), ("tier", "worker")]);
        assert!((requests - 2.0).abs() < 1e-9, "{}", recorder.render());
    }
}

/// The run fails, the call does not. rig does not pass its usage to the hook, so it counts as missing.
#[tokio::test]
async fn a_tool_that_is_not_there_fails_the_run_and_not_the_call() {
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    let hook = MeterHook::new().model(CALLS);
    let agent = AgentBuilder::new(openai(&stub.url()).chat(CALLS)).add_hook(hook).build();
    assert!(recorder.scope(async { agent.prompt("What time is it?").await }).await.is_err());
    Expected::of(CALLS).without_usage().assert(&recorder);
}
