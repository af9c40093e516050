use agent_metrics::tool_call;

#[tool_call(name = std::env::var("TOOL")?)]
fn tool() -> Result<(), std::env::VarError> {
    Ok(())
}

fn main() {
    let _ = tool();
}
