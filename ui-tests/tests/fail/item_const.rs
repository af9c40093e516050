use agent_metrics::tool_call;

#[tool_call]
const TOOL: &str = "shell";

#[tool_call]
static OTHER: &str = "grep";

#[tool_call]
type Name = &'static str;

#[tool_call]
use std::path::Path;

fn main() {
    let tool: Name = TOOL;
    println!("{tool} {OTHER} {}", Path::new(tool).display());
}
