use agent_metrics::{TokenUsage, llm_metered};
use std::future::Future;

#[llm_metered(stream)]
fn nothing() {}

#[llm_metered(stream)]
fn never() -> ! {
    loop {}
}

#[llm_metered(stream)]
fn iterator() -> impl Iterator<Item = TokenUsage> {
    std::iter::empty()
}

#[llm_metered(stream)]
fn future() -> Result<impl Future<Output = TokenUsage>, String> {
    Ok(async { TokenUsage::new() })
}

fn main() {
    nothing();
    let _ = (iterator(), future());
    never();
}
