use agent_metrics::tool_call;

#[tool_call]
fn used_after_move(text: String) -> usize {
    drop(text);
    text.len()
}

#[tool_call]
async fn returns_a_local() -> &'static str {
    let text = String::new();
    &text
}

fn main() {
    used_after_move(String::new());
    drop(returns_a_local());
}
