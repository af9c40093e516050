use agent_metrics::{TokenUsage, llm_metered};

#[llm_metered(stream)]
async fn plain() -> TokenUsage {
    TokenUsage::new()
}

#[llm_metered(stream)]
fn in_a_result() -> Result<Vec<TokenUsage>, String> {
    Ok(Vec::new())
}

#[llm_metered(stream)]
fn opaque() -> impl Iterator<Item = TokenUsage> {
    std::iter::empty()
}

fn main() {
    drop(plain());
    let _ = in_a_result();
    let _ = opaque();
}
