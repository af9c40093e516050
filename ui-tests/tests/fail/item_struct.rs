//! The item stays: nothing that uses it is in error.

use agent_metrics::process_metric;

#[process_metric(worker)]
#[derive(Debug, Default)]
struct Worker {
    id: u64,
}

fn main() {
    println!("{:?} {}", Worker::default(), Worker { id: 1 }.id);
}
