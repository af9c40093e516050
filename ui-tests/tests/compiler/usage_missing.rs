//! A type that reports no usage is an error where it is written, with the remedies.

use agent_metrics::llm_metered;

struct Response;

#[llm_metered(model = "gpt-4o")]
fn plain() -> Response {
    Response
}

#[llm_metered(model = "gpt-4o")]
async fn in_a_result() -> Result<String, std::fmt::Error> {
    Ok(String::new())
}

type Answer = std::io::Result<Vec<Response>>;

#[llm_metered(model = "gpt-4o")]
fn in_an_alias() -> Answer {
    Ok(Vec::new())
}

#[llm_metered(model = "gpt-4o")]
fn nothing() {}

fn main() {
    plain();
    drop(in_a_result());
    let _ = in_an_alias();
    nothing();
}
