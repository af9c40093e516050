//! A key by a name of another attribute, or by one that a user may expect, is reported with the name that it has here.

use agent_metrics::{memory_op, process_metric, tool_call};

#[tool_call(name = "shell", ctx = agent_metrics::Context::current())]
fn context() {}

#[process_metric(worker, errors)]
fn flag() {}

#[process_metric(errors)]
fn flag_in_first_place() {}

#[memory_op(save, errors = true)]
fn flag_with_value() {}

#[tool_call(errors = |()| agent_metrics::ErrorType::Other)]
fn function() -> Result<(), ()> {
    Ok(())
}

#[memory_op(save, tier = "worker")]
fn tier() {}

#[process_metric(tier = "worker")]
fn tier_of_a_process() {}

#[agent_metrics::llm_metered(usage = none, process_type = "worker")]
fn process_type() {}

fn main() {
    context();
    flag();
    flag_in_first_place();
    flag_with_value();
    let _ = function();
    tier();
    tier_of_a_process();
    process_type();
}
