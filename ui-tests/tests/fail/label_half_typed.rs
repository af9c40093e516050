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
}

fn main() {
    let store = Store { id: 1 };
    println!("{}", store.load());
}
