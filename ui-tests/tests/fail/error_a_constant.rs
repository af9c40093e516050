use agent_metrics::tool_call;

#[tool_call(error = agent_metrics::ErrorType::Timeout)]
fn tool() -> Result<(), String> {
    Ok(())
}

fn main() {
    let _ = tool();
}
