use agent_metrics::llm_metered;

struct Response;

#[llm_metered(usage = anthropic, cache = excluded)]
fn excludes() -> Response {
    Response
}

#[llm_metered(usage = openai, cache = included)]
fn includes() -> Response {
    Response
}

#[llm_metered(usage = ollama, cache = excluded)]
fn tells_of_none() -> Response {
    Response
}

#[llm_metered(usage = |_| agent_metrics::TokenUsage::new(), cache = included)]
fn a_closure() -> Response {
    Response
}

fn main() {
    (excludes(), includes(), tells_of_none(), a_closure());
}
