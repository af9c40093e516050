use agent_metrics::{ErrorType, tool_call};

#[tool_call(error = |_: &String| ErrorType::Timeout)]
fn option() -> Option<String> {
    None
}

#[tool_call(error = |error| error.len())]
fn another_type() -> Result<(), String> {
    Ok(())
}

fn main() {
    option();
    let _ = another_type();
}
