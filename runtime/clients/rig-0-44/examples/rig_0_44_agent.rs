//! An agent whose calls are metered: `OPENAI_API_KEY=… cargo run --example rig_0_44_agent --features metrics`; with
//! `OPENAI_BASE_URL=http://127.0.0.1:8080/v1` against any server that speaks OpenAI's chat completions.

use agent_metrics::process_metric;
use agent_metrics_rig_0_44::MeterHook;
use rig_agent::{
    agent::AgentBuilder,
    run::{PromptError, PromptResponse},
};
use rig_core::providers::openai::OpenAI;

#[process_metric(worker, agent_id = "example", worker_type = "greeter")]
async fn greet(openai: OpenAI) -> Result<PromptResponse, PromptError> {
    let agent = AgentBuilder::new(openai.chat("gpt-4o-mini")).add_hook(MeterHook::new()).build();
    agent.prompt("Hello?").await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    match greet(OpenAI::from_env()?).await {
        Ok(response) => println!("{}", response.output()),
        Err(error) => eprintln!("{error}"),
    }
    print!("{}", agent_metrics::render());
    Ok(())
}
