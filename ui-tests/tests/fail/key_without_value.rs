use agent_metrics::{llm_metered, process_metric};

#[llm_metered(model, usage = none)]
fn complete() {}

#[llm_metered(model =, usage = none)]
fn cut_off() {}

#[process_metric(context)]
fn run() {}

fn main() {
    complete();
    cut_off();
    run();
}
