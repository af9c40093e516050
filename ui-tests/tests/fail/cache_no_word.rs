use agent_metrics::llm_metered;

struct Response;

#[llm_metered(usage = rig, cache = "included")]
fn quoted() -> Response {
    Response
}

#[llm_metered(usage = rig, cache = exclude)]
fn misspelt() -> Response {
    Response
}

fn main() {
    (quoted(), misspelt());
}
