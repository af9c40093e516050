//! The key `stream` is for functions that return a stream.

use agent_metrics::{TokenUsage, llm_metered};

#[llm_metered(stream)]
async fn plain() -> TokenUsage {
    TokenUsage::new()
}

#[llm_metered(stream, usage = none)]
fn in_a_result() -> Result<Vec<TokenUsage>, String> {
    Ok(Vec::new())
}

fn main() {
    drop(plain());
    let _ = in_a_result();
}
