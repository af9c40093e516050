//! A bound on the traits that users implement says what is missing, and at which type.

use agent_metrics::{ClassifyError, LlmResponse, TokenUsage};

struct Response;
struct LlmError;

fn record(_: impl LlmResponse) {}

fn count(_: impl ClassifyError) {}

fn main() {
    record(Some(Response));
    record(Ok::<Response, std::io::Error>(Response));
    record(Ok::<TokenUsage, LlmError>(TokenUsage::new()));
    count(LlmError);
    count(Box::new("text"));
}
