//! A key by the name that other crates have for it is reported with the name that it has here.

use agent_metrics::{TokenUsage, llm_metered, tool_call};

#[llm_metered(tokens = |usage| *usage)]
fn complete() -> TokenUsage {
    TokenUsage::new()
}

#[llm_metered(model_name = "gpt-4o", streaming)]
fn stream() -> TokenUsage {
    TokenUsage::new()
}

#[tool_call(tool = "shell", krate = agent_metrics)]
fn shell() {}

fn main() {
    complete();
    stream();
    shell();
}
