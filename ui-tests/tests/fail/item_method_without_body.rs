use agent_metrics::memory_op;

trait Store {
    #[memory_op(save)]
    fn save(&self, text: &str) -> Result<(), ()>;
}

impl Store for () {
    fn save(&self, _: &str) -> Result<(), ()> {
        Ok(())
    }
}

unsafe extern "C" {
    #[agent_metrics::tool_call]
    safe fn abs(number: i32) -> i32;
}

fn main() {
    let _ = ().save("");
    let _ = abs(-1);
}
