//! A preset on a type without its fields is reported at the preset's name.

use agent_metrics::llm_metered;

struct Response {
    model: String,
    usage: Option<Usage>,
}

struct Usage {
    input_tokens: u64,
}

#[llm_metered(usage = openai)]
fn complete() -> Result<Response, String> {
    Ok(Response { model: String::new(), usage: Some(Usage { input_tokens: 1 }) })
}

fn main() {
    if let Ok(response) = complete() {
        println!("{} {}", response.model, response.usage.map_or(0, |usage| usage.input_tokens));
    }
}
