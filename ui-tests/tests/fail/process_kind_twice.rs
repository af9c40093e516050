use agent_metrics::process_metric;

#[process_metric(worker, tier = "branch")]
fn word_and_key() {}

#[process_metric(worker, branch)]
fn two_words() {}

fn main() {
    word_and_key();
    two_words();
}
