use agent_metrics::tool_call;

#[tool_call(name = "shell" agent_id = 1)]
fn missing() {}

#[tool_call(name = "shell",, agent_id = 1)]
fn one_too_many() {}

#[tool_call(name = "shell" "grep", agent_id = 1)]
fn two_values() {}

fn main() {
    missing();
    one_too_many();
    two_values();
}
