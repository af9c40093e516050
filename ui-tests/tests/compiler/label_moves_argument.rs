//! A label that takes an argument leaves none for the body.

use agent_metrics::tool_call;

#[tool_call(name = into_name(command))]
fn tool(command: String) -> usize {
    command.len()
}

fn into_name(name: String) -> String {
    name
}

fn main() {
    tool(String::new());
}
