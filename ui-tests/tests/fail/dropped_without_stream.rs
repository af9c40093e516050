use agent_metrics::{TokenUsage, llm_metered};

#[llm_metered(dropped = ok)]
fn complete() -> TokenUsage {
    TokenUsage::new()
}

#[llm_metered(stream, usage = none, dropped = cancelled)]
fn words() -> std::pin::Pin<Box<dyn futures_core::Stream<Item = String>>> {
    unimplemented!()
}

fn main() {
    (complete(), words());
}
