use agent_metrics::llm_metered;

struct Response;

#[llm_metered(usage = openAI)]
fn in_another_case() -> Response {
    Response
}

#[llm_metered(usage = "openai")]
fn quoted() -> Response {
    Response
}

#[llm_metered(usage = None)]
fn an_option() -> Response {
    Response
}

#[llm_metered(openai)]
fn without_its_key() -> Response {
    Response
}

#[llm_metered(usage = of_response)]
fn a_function() -> Response {
    Response
}

fn main() {
    in_another_case();
    quoted();
    an_option();
    without_its_key();
    a_function();
}
