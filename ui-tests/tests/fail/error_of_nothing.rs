use agent_metrics::tool_call;

#[tool_call(error = |_: &()| agent_metrics::ErrorType::Timeout)]
fn tool() {}

fn main() {
    tool();
}
