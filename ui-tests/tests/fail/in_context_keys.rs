use agent_metrics::in_context;

#[in_context("bot-1")]
fn without_key() {}

#[in_context(worker)]
fn kind() {}

#[in_context(agent_id = "bot-1", tier = "worker")]
fn tier() {}

#[in_context(agent = "bot-1", handle = call)]
fn handle() {}

#[in_context(agent_id = "bot-1", name = "shell", count_errors, error = |_| todo!())]
fn counts() {}

fn main() {}
