use agent_metrics::tool_call;

#[tool_call(crate = metrics)]
fn tool() {}

fn main() {
    tool();
}
