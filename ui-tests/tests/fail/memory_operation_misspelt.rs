use agent_metrics::{memory_op, process_metric};

#[memory_op(serach)]
fn find() {}

#[process_metric(wroker)]
fn run() {}

fn main() {
    find();
    run();
}
