//! What the crate of an LLM client implements, and the bounds that a guard by hand has.

use agent_metrics::{
    ErrorType, LlmCall, TokenUsage, ToolCall,
    client::{AnyError, ClientError, ClientResponse, Outcome},
    llm_metered,
};

pub enum SomeClient {}

pub struct Response;

impl ClientResponse<SomeClient> for Response {
    fn usage(&self) -> Option<TokenUsage> {
        None
    }
    fn is_end(&self) -> bool {
        self.finish_reason().is_some()
    }
    fn has_content(&self) -> bool {
        !self.is_end()
    }
}

#[derive(Debug)]
pub struct Refused;

impl ClientError<SomeClient> for Refused {
    fn error_type(&self) -> ErrorType {
        ErrorType::ContentFilter
    }
}

#[llm_metered]
pub fn complete() -> Result<Response, Refused> {
    Err(Refused)
}

pub fn end<Marker, T: Outcome<Marker>>(call: LlmCall, response: &T) {
    call.item(response);
    call.end_with(response);
}

pub async fn run<Marker, E: AnyError<Marker> + Send>(call: ToolCall, error: E) -> Result<(), E> {
    call.run(async { Err(error) }).await
}

pub fn inferred() {
    end(LlmCall::start("gpt-4o"), &complete());
    end(LlmCall::start("gpt-4o"), &Ok::<_, std::io::Error>(TokenUsage::new()));
    drop(run(ToolCall::start("shell"), Refused));
    drop(run(ToolCall::start("shell"), ErrorType::Other));
}
