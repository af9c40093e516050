use agent_metrics::tool_call;

#[tool_call(name = |name| name)]
fn tool(name: &str) {
    assert!(name.is_empty());
}

#[tool_call(name = move || "shell")]
fn other() {}

fn main() {
    tool("");
    other();
}
