//! A closure that returns no usage.

use agent_metrics::llm_metered;

struct Response {
    tokens: u64,
}

#[llm_metered(usage = |response| response.tokens)]
fn a_number() -> Response {
    Response { tokens: 1 }
}

#[llm_metered(usage = |response: &String| agent_metrics::TokenUsage::new().output(response.len()))]
fn of_another_type() -> Response {
    Response { tokens: 1 }
}

#[llm_metered(usage = |response| agent_metrics::TokenUsage::new().output(response.token))]
fn another_field() -> Response {
    Response { tokens: 1 }
}

#[llm_metered(usage = |response| agent_metrics::TokenUsage::new().output("many"))]
fn no_count() -> Response {
    Response { tokens: 1 }
}

fn main() {
    a_number();
    of_another_type();
    another_field();
    no_count();
}
