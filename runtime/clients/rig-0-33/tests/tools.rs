//! Meters the tools of an agent. rig calls each in a task of its own, which the ambient context does not reach.

use agent_metrics::{Context, process_metric, testing::Recorder, tool_call};
use agent_metrics_client_stub::{CALLS, Stub};
use agent_metrics_rig_0_33::Metered;
use rig::{
    agent::AgentBuilder,
    client::CompletionClient,
    completion::{Prompt, PromptError, ToolDefinition},
    providers::openai,
    tool::Tool,
};
use serde_json::{Value, json};
use std::convert::Infallible;

/// The README shows this tool.
struct Clock {
    context: Context,
}

impl Tool for Clock {
    const NAME: &'static str = "clock";
    type Error = Infallible;
    type Args = Value;
    type Output = String;

    async fn definition(&self, _prompt: String) -> ToolDefinition {
        ToolDefinition {
            name: Self::NAME.to_owned(),
            description: "Tells the time.".to_owned(),
            parameters: json!({ "type": "object", "properties": {} }),
        }
    }

    #[tool_call(name = Self::NAME, context = self.context)]
    async fn call(&self, _args: Value) -> Result<String, Infallible> {
        Ok("noon".to_owned())
    }
}

#[process_metric(worker, agent_id = "bot-1")]
async fn work(url: &str) -> Result<String, PromptError> {
    let client = openai::Client::builder().api_key("key").base_url(format!("{url}/v1")).build().unwrap();
    let model = Metered::new(client.completions_api().completion_model(CALLS), CALLS);
    AgentBuilder::new(model)
        .tool(Clock { context: Context::current() })
        .build()
        .prompt("What time is it?")
        .max_turns(2)
        .await
}

#[tokio::test]
async fn a_tool_that_keeps_the_context_is_the_agents() {
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
