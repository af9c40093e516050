//! An attribute that is being typed.

use agent_metrics::memory_op;

struct Store {
    id: u64,
}

impl Store {
    #[memory_op(load, agent_id = self.)]
    fn load(&self) -> u64 {
        self.id
    }

    #[memory_op(load, agent_id = self., process_type = format!("{}", self.id), worker_type = if)]
    fn before_other_keys(&self) -> u64 {
        self.id
    }

    #[memory_op(load, agent_id = u64::from(self.))]
    fn in_a_call(&self) -> u64 {
        self.id
    }
}

fn main() {
    let store = Store { id: 1 };
    println!("{} {} {}", store.load(), store.before_other_keys(), store.in_a_call());
}
