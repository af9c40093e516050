//! A call that is metered by hand ends with a response, or with a `Result` of one whose error has an error type.

use agent_metrics::{Call, TokenUsage};

struct Response;
struct LlmError;

async fn complete() -> Result<TokenUsage, LlmError> {
    Err(LlmError)
}

fn main() {
    Call::start("gpt-4o").end_with(&Response);
    Call::start("gpt-4o").end_with(&Ok::<TokenUsage, LlmError>(TokenUsage::new()));
    Call::start("gpt-4o").item(&Some("text"));
    drop(Call::start("gpt-4o").run(complete()));
}
