use agent_metrics::tool_call;

#[tool_call(name = if quiet { return } else { "shell" })]
fn tool(quiet: bool) {
    assert!(quiet);
}

fn main() {
    tool(true);
}
