//! With the feature off, an opaque type is not looked into.

use agent_metrics::{TokenUsage, llm_metered};

#[llm_metered(stream)]
fn opaque() -> impl Iterator<Item = TokenUsage> {
    std::iter::empty()
}

fn main() {
    let _ = opaque();
}
