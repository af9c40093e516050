use agent_metrics::memory_op;

struct Store {
    entries: Vec<String>,
}

impl Store {
    #[memory_op(load, agent_id = 1)]
    async fn load(&self) -> usize {
        self.entries.
    }
}

fn main() {
    let store = Store { entries: Vec::new() };
    drop(store.load());
}
