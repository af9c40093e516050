use agent_metrics::tool_call;

#[tool_call(name = "shell" agent_id = 1)]
fn missing() {}

#[tool_call(name = "shell",, agent_id = 1)]
fn one_too_many() {}

fn main() {
    missing();
    one_too_many();
}
