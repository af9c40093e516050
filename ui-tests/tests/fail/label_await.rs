use agent_metrics::tool_call;

async fn name() -> String {
    String::new()
}

#[tool_call(name = name().await)]
async fn tool() {}

fn main() {
    drop(tool());
}
