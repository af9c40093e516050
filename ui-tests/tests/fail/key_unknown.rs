use agent_metrics::tool_call;

#[tool_call(agentid = 1)]
fn near() {}

#[tool_call(retries = 1)]
fn far() {}

#[tool_call(NAME = "shell")]
fn in_capitals() {}

fn main() {
    near();
    far();
    in_capitals();
}
