//! A call that is metered by hand ends with a response, or with a `Result` of one whose error has an error type.

use agent_metrics::{LlmCall, TokenUsage};

struct Response;
struct LlmError;

async fn complete() -> Result<TokenUsage, LlmError> {
    Err(LlmError)
}

fn main() {
    LlmCall::start("gpt-4o").end_with(&Response);
    LlmCall::start("gpt-4o").end_with(&Ok::<TokenUsage, LlmError>(TokenUsage::new()));
    LlmCall::start("gpt-4o").item(&Some("text"));
    drop(LlmCall::start("gpt-4o").run(complete()));
}
