use agent_metrics::{TokenUsage, llm_metered, memory_op};

#[llm_metered(usage = |request, response| *response, error = || agent_metrics::ErrorType::Other)]
fn complete() -> Result<TokenUsage, ()> {
    Ok(TokenUsage::new())
}

#[memory_op(save, affected = |a, (b, c), d: &[u8]| 1)]
fn save() {}

fn main() {
    let _ = complete();
    save();
}
