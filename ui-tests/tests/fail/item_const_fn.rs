use agent_metrics::tool_call;

#[tool_call]
const fn tool() -> usize {
    7
}

const TOOL: usize = tool();

fn main() {
    println!("{TOOL}");
}
