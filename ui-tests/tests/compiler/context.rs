use agent_metrics::process_metric;

struct Agent {
    id: String,
}

impl Agent {
    #[process_metric(worker, context = self.id)]
    fn run(&self) {}

    #[process_metric(worker, context = None::<&agent_metrics::Context>)]
    fn step(&self) {}
}

fn main() {
    let agent = Agent { id: String::new() };
    agent.run();
    agent.step();
}
