use agent_metrics::process_metric;

#[process_metric(agent_id = 1, worker)]
fn run() {}

#[process_metric(Worker)]
fn in_another_case() {}

fn main() {
    run();
    in_another_case();
}
