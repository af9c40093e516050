use agent_metrics::tool_call;

#[tool_call(name: "shell")]
fn colon() {}

#[tool_call(name("shell"))]
fn parentheses() {}

#[tool_call(name == "shell")]
fn comparison() {}

#[tool_call(name "shell")]
fn nothing() {}

fn main() {
    colon();
    parentheses();
    comparison();
    nothing();
}
