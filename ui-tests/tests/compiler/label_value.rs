//! A value that can't be a label is reported at the expression.

use agent_metrics::{TokenUsage, llm_metered, memory_op, process_metric, tool_call};

struct Id(u64);

struct Agent {
    id: Id,
    ratio: f64,
}

impl Agent {
    #[llm_metered(agent_id = self.id, model = self.ratio)]
    async fn complete(&self) -> TokenUsage {
        TokenUsage::new()
    }

    #[process_metric(worker, worker_type = 'c')]
    fn run(&self) {}

    #[memory_op(save, agent_id = Some(&self.id))]
    fn save(&self) {}

    #[tool_call(name = self.id.0 + 1, process_type = ())]
    fn tool(&self) {}
}

fn main() {
    let agent = Agent { id: Id(1), ratio: 0.5 };
    drop(agent.complete());
    agent.run();
    agent.save();
    agent.tool();
}
