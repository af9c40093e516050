//! A type error in a body is reported at the user's token.

use agent_metrics::{TokenUsage, llm_metered, tool_call};

#[tool_call]
fn statement() {
    let _: u8 = "text";
}

#[tool_call]
fn tail() -> Result<u8, String> {
    Ok("text")
}

#[tool_call]
fn early(number: u8) -> Result<u8, String> {
    if number == 0 {
        return "zero";
    }
    Ok(number)
}

#[tool_call]
fn nothing_returned() -> u8 {
    let _ = 1;
}

#[llm_metered]
async fn in_async() -> Result<TokenUsage, String> {
    TokenUsage::new()
}

#[tool_call]
async fn wrong_error() -> Result<(), String> {
    std::fs::read("file")?;
    Ok(())
}

fn main() {
    statement();
    let _ = tail();
    let _ = early(1);
    nothing_returned();
    drop(in_async());
    drop(wrong_error());
}
