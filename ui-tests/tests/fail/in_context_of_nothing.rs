use agent_metrics::in_context;

#[in_context]
fn of_nothing() {}

#[in_context()]
async fn of_nothing_either() {}

#[in_context(crate = ::agent_metrics)]
fn of_a_crate() {}

fn main() {}
