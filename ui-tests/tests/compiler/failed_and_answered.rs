//! Closures that return no error type, and no model.

use agent_metrics::{ErrorType, TokenUsage, llm_metered, process_metric, tool_call};

struct Output {
    error: Option<String>,
}

#[tool_call(failed = |output| output.error.as_ref())]
fn a_text() -> Output {
    Output { error: None }
}

#[process_metric(worker, failed = |output| ErrorType::Other)]
fn no_option() -> Result<Output, String> {
    Ok(Output { error: None })
}

#[tool_call(failed = |output: &String| None)]
fn of_another_type() -> Output {
    Output { error: None }
}

#[llm_metered(usage = |_| TokenUsage::new(), answered = |output| 7)]
fn a_number() -> Output {
    Output { error: None }
}

#[llm_metered(usage = none, answered = |output| output.model.as_str())]
fn no_such_field() -> Output {
    Output { error: None }
}

fn main() {
    a_text();
    let _ = no_option();
    of_another_type();
    a_number();
    no_such_field();
}
