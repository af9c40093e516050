use agent_metrics::tool_call;

#[tool_call(crate = agent.metrics)]
fn tool() {}

#[tool_call(crate = agent_metrics:)]
fn cut_off() {}

fn main() {
    tool();
    cut_off();
}
