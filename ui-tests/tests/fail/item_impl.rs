use agent_metrics::tool_call;

struct Tools;

#[tool_call]
impl Tools {
    fn shell(&self) {}
}

fn main() {
    Tools.shell();
}
