//! A test of your wiring: a `Recorder` holds what is recorded inside its scope, and nothing else.

use agent_metrics::{InCurrentContext as _, process_metric, testing::Recorder, tool_call};

#[process_metric(worker, agent_id = agent)]
async fn work(agent: &str) {
    // Without `.in_current_context()` the spawned task would not know its agent: that is what the test finds out.
    let task = tokio::spawn(async { search("tea") }.in_current_context());
    task.await.expect("the tool does not panic");
}

#[tool_call]
fn search(query: &str) -> usize {
    query.len()
}

async fn tools_know_their_agent() {
    let recorder = Recorder::new();
    recorder.scope(work("bot-1")).await;
    if agent_metrics::ENABLED {
        let labels = [("agent_id", "bot-1"), ("process_type", "worker"), ("tool_name", "search")];
        assert_eq!(recorder.histogram_count("tool_call_duration_seconds", &labels), 1);
    }
    println!("series of tool_calls_total: {}", recorder.series("tool_calls_total"));
}

#[tokio::main]
async fn main() {
    tools_know_their_agent().await;
}
