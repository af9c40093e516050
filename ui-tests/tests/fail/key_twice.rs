use agent_metrics::tool_call;

#[tool_call(name = "a", agent_id = 1, name = "b", name = "c")]
fn named() {}

#[tool_call(process_type = "worker", process_type = "branch")]
fn another_key() {}

fn main() {
    named();
    another_key();
}
