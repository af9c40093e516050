use agent_metrics::process_metric;

#[process_metric(worker, process_type = "branch")]
fn word_and_key() {}

#[process_metric(worker, name = "branch")]
fn word_and_name() {}

#[process_metric(process_type = "worker", name = "branch")]
fn two_keys() {}

#[process_metric(worker, branch)]
fn two_words() {}

fn main() {
    word_and_key();
    word_and_name();
    two_keys();
    two_words();
}
