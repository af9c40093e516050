//! The smallest metered agent: `cargo run -p agent-metrics-examples --bin quickstart --features metrics`.

use agent_metrics::{LlmResponse, TokenUsage, llm_metered, memory_op, process_metric, tool_call};
use std::{fs, io::Error, time::Duration};

struct Worker {
    agent_id: String,
    memories: Vec<String>,
}

impl Worker {
    #[process_metric(worker, agent_id = self.agent_id, worker_type = "builtin")]
    async fn run(&mut self, task: &str) -> Result<String, Error> {
        // Whatever is called from here, however deep, is recorded for this agent.
        let response = complete("gpt-4o", format!("{task} There are {}.", count_entries(".")?)).await?;
        self.save(&response.text);
        Ok(response.text)
    }

    #[memory_op(save)]
    fn save(&mut self, memory: &str) {
        self.memories.push(memory.to_owned());
    }
}

#[tool_call]
fn count_entries(folder: &str) -> Result<usize, Error> {
    Ok(fs::read_dir(folder)?.count())
}

#[llm_metered(model = model)]
async fn complete(model: &str, prompt: String) -> Result<Response, Error> {
    tokio::time::sleep(Duration::from_millis(20)).await; // your agent sends the prompt to a provider
    Ok(Response { text: format!("{model} read: {prompt}"), prompt_tokens: 1_200, completion_tokens: 80 })
}

struct Response {
    text: String,
    prompt_tokens: u32,
    completion_tokens: u32,
}

impl LlmResponse for Response {
    fn usage(&self) -> Option<TokenUsage> {
        Some(TokenUsage::new().input(self.prompt_tokens).output(self.completion_tokens))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // GET /metrics and /health, on a free port. It is an error where the feature is off: the worker works all the same.
    let metrics = agent_metrics::serve("127.0.0.1:0").await;
    let mut worker = Worker { agent_id: "bot-1".to_owned(), memories: Vec::new() };
    println!("{}", worker.run("How many files are there?").await?);
    for line in agent_metrics::render().lines().filter(|line| !line.starts_with('#') && !line.contains("_bucket")) {
        println!("{line}"); // what Prometheus scrapes, without its comments and buckets
    }
    if let Ok(metrics) = metrics {
        metrics.shutdown().await;
    }
    Ok(())
}
