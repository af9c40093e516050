use agent_metrics::{TokenUsage, llm_metered, process_metric};

#[llm_metered(stream = false)]
fn complete() -> TokenUsage {
    TokenUsage::new()
}

#[process_metric(worker, count_errors = true)]
fn run() {}

fn main() {
    complete();
    run();
}
