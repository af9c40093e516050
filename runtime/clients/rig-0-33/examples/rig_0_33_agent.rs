//! An agent whose calls are metered: `OPENAI_API_KEY=… cargo run --example rig_0_33_agent --features metrics`; with
//! `OPENAI_BASE_URL=http://127.0.0.1:8080/v1` against any server that speaks OpenAI's chat completions.

use agent_metrics::process_metric;
use agent_metrics_rig_0_33::Metered;
use rig::{
    agent::AgentBuilder,
    client::CompletionClient,
    completion::{Prompt, PromptError},
    providers::openai,
};
use std::env;

#[process_metric(worker, agent_id = "example", worker_type = "greeter")]
async fn greet(client: openai::CompletionsClient) -> Result<String, PromptError> {
    let model = Metered::new(client.completion_model("gpt-4o-mini"), "gpt-4o-mini").provider("openai");
    AgentBuilder::new(model).preamble("Be brief.").build().prompt("Hello?").await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut client = openai::Client::builder().api_key(env::var("OPENAI_API_KEY").unwrap_or_default());
    if let Ok(url) = env::var("OPENAI_BASE_URL") {
        client = client.base_url(url);
    }
    match greet(client.build()?.completions_api()).await {
        Ok(text) => println!("{text}"),
        Err(error) => eprintln!("{error}"),
    }
    print!("{}", agent_metrics::render());
    Ok(())
}
