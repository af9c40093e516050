use agent_metrics::tool_call;

#[tool_call]
mod tools {
    pub fn shell() {}
}

fn main() {
    tools::shell();
}
