use agent_metrics::llm_metered;

#[llm_metered(usage = none)]
trait Model {
    fn complete(&self) {}
}

impl Model for () {}

fn main() {
    ().complete();
}
