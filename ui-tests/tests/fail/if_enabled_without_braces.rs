//! What `if_enabled!` chooses between stands in braces of its own.

agent_metrics::if_enabled! {
    fn collector() {}
}

fn main() {
    agent_metrics::if_enabled!(prices { 1 } else { 2 });
}
