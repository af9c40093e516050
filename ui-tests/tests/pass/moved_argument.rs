//! An argument may serve as a label and be moved by the body afterwards.

#![deny(warnings)]

use agent_metrics::{Context, memory_op, tool_call};
use std::sync::Arc;

struct Task {
    tool: String,
    agent: Arc<str>,
    context: Context,
}

#[tool_call(name = task.tool, agent_id = task.agent, context = task.context)]
fn run(task: Task) -> String {
    let Task { tool, .. } = task;
    tool
}

#[memory_op(save, agent_id = agent)]
async fn save(agent: String, text: Option<String>) -> Result<Option<String>, String> {
    drop(agent);
    Ok(text)
}

fn main() {
    let task = Task { tool: "shell".into(), agent: "bot".into(), context: Context::current() };
    assert_eq!(run(task), "shell");
    drop(save(String::new(), None));
}
