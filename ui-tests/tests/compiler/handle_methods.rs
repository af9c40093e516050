//! A method that a handle does not have, or an argument of a wrong type, is reported.

use agent_metrics::{TokenUsage, llm_metered, tool_call};

#[llm_metered(usage = none, handle = call)]
fn complete() {
    call.usage(5);
    call.tokens(TokenUsage::new());
}

#[tool_call(handle = call)]
fn tool() {
    call.failed("timeout");
}

fn main() {
    complete();
    tool();
}
