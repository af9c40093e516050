//! Five mistakes in one attribute are five errors in one run.

use agent_metrics::{TokenUsage, llm_metered};

struct Model {
    name: String,
}

impl Model {
    #[llm_metered(modle = self.name, affected = |n| n, tier = "a", tier = "b", stream = true, handle = "call")]
    fn complete(&self) -> TokenUsage {
        call.first_token();
        TokenUsage::new()
    }
}

fn main() {
    let model = Model { name: String::new() };
    let _ = model.complete();
}
