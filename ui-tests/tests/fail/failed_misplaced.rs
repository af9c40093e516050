use agent_metrics::{in_context, llm_metered, memory_op, process_metric, tool_call};

#[tool_call(failed = agent_metrics::ErrorType::Timeout)]
fn a_constant() -> u8 {
    0
}

#[process_metric(worker, failed = |outcome| None)]
fn of_nothing() {}

#[memory_op(save, failed)]
fn without_value() -> u8 {
    0
}

#[tool_call(failed = |a, b| None)]
fn of_two() -> u8 {
    0
}

#[in_context(agent_id = "bot-1", failed = |value| None)]
fn counts_nothing() -> u8 {
    0
}

#[tool_call(answered = |value| "gpt-4o")]
fn no_model() -> u8 {
    0
}

#[llm_metered(usage = none, answered_by = |value| "gpt-4o")]
fn another_name() -> u8 {
    0
}

fn main() {}
