use agent_metrics::llm_metered;

trait Stream {
    type Item;
}

struct Tokens;

impl Stream for Tokens {
    type Item = String;
}

#[llm_metered]
fn opaque() -> impl Stream<Item = String> {
    Tokens
}

#[llm_metered(model = "gpt-4o")]
fn boxed() -> Result<std::pin::Pin<Box<dyn Stream<Item = String> + Send>>, ()> {
    Ok(Box::pin(Tokens))
}

fn main() {
    opaque();
    let _ = boxed();
}
