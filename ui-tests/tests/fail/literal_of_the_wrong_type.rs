use agent_metrics::{TokenUsage, llm_metered, memory_op};

#[llm_metered(usage = 5, error = "timeout", crate = "agent_metrics", handle = "call")]
fn complete() -> TokenUsage {
    call.first_token();
    TokenUsage::new()
}

#[llm_metered(usage = true)]
fn told() -> TokenUsage {
    TokenUsage::new()
}

#[memory_op(save, affected = 1, results = "many")]
fn save() {}

fn main() {
    complete();
    told();
    save();
}
