use agent_metrics::tool_call;

#[tool_call(name = "a", agent_id = 1, name = "b", name = "c")]
fn named() {}

#[tool_call(tier = "worker", process_type = "branch")]
fn under_both_names() {}

fn main() {
    named();
    under_both_names();
}
