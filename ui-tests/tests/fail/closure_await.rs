use agent_metrics::{TokenUsage, llm_metered};

struct Response;

impl Response {
    async fn usage(&self) -> TokenUsage {
        TokenUsage::new()
    }
}

#[llm_metered(usage = |response: &Response| response.usage().await)]
async fn complete() -> Response {
    Response
}

fn main() {
    drop(complete());
}
