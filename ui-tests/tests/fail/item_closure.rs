use agent_metrics::tool_call;

fn main() {
    #[tool_call]
    let tool = |command: &str| command.len();
    tool("ls");
}
