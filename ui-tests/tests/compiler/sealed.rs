//! The traits that bound what a guard by hand ends with are implemented by way of others: what their methods take has no name
//! outside.

use agent_metrics::{
    ErrorType, LlmResponse, TokenUsage,
    client::{AnyError, Outcome},
};

enum Marker {}

struct LlmError;

impl AnyError<Marker> for LlmError {
    fn classified(&self, _: agent_metrics::error::client::Sealed) -> ErrorType {
        ErrorType::Other
    }
}

struct Response;

impl Outcome<Marker> for Response {
    fn as_response(&self, _: agent_metrics::client::Sealed) -> impl LlmResponse {
        TokenUsage::new()
    }
}

fn main() {}
