use agent_metrics::memory_op;

#[memory_op]
fn save() {}

#[memory_op(count_errors, agent_id = 1)]
fn load() {}

fn main() {
    save();
    load();
}
