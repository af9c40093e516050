use agent_metrics::{memory_op, tool_call};

#[tool_call(model = "gpt-4o")]
fn tool() {}

#[memory_op(save, stream)]
fn save() {}

#[agent_metrics::llm_metered(count_errors, usage = none)]
fn complete() {}

fn main() {
    tool();
    save();
    complete();
}
