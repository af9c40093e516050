//! The signature is there for its callers, and the syntax error is the only one.

use agent_metrics::tool_call;

#[tool_call]
fn value(command: &str) -> usize {
    let length = ;
    command.len()
}

fn main() {
    let length: usize = value("ls");
    println!("{length}");
}
