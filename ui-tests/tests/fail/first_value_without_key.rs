use agent_metrics::{TokenUsage, llm_metered, tool_call};

#[tool_call("shell")]
fn quoted() {}

#[tool_call(shell)]
fn bare() {}

#[llm_metered("gpt-4o")]
fn model() -> TokenUsage {
    TokenUsage::new()
}

#[llm_metered(&format!("gpt-{}", 4))]
fn computed() -> TokenUsage {
    TokenUsage::new()
}

fn main() {
    quoted();
    bare();
    model();
    computed();
}
