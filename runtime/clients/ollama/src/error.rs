//! Classifies the errors of ollama-rs by their text: the client keeps the body of a refusal but not its HTTP status,
//! and Ollama sends sentences instead of error codes. A sentence must match as a whole.

use crate::Ollama;
use agent_metrics::{ErrorType, client::ClientError};
use ollama_rs::error::OllamaError;
use serde_json::Value;

impl ClientError<Ollama> for OllamaError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::ReqwestError(error) => match error.status() {
                Some(status) => ErrorType::from_http_status(status.as_u16()).unwrap_or(ErrorType::ProviderError),
                None if error.is_timeout() => ErrorType::Timeout,
                None if error.is_builder() => ErrorType::InvalidRequest,
                None => ErrorType::Connection,
            },
            Self::JsonError(_) => ErrorType::ProviderError,
            Self::InternalError(error) => of_message(&error.message),
            // The client reports a stream that breaks with this text.
            Self::Other(text) if text.starts_with("Failed to read response: ") => ErrorType::Connection,
            Self::Other(text) => refused(text),
            Self::ToolCallError(_) => ErrorType::Other,
        }
    }
}

/// Classifies a body such as `{"error": "model 'llama9' not found"}`, or the error object of a gateway in front of
/// Ollama.
fn refused(body: &str) -> ErrorType {
    if let Some(error_type) = ErrorType::from_body(None, body) {
        return error_type;
    }
    let body = serde_json::from_str::<Value>(body).ok();
    body.and_then(|body| Some(of_message(body.get("error")?.as_str()?))).unwrap_or(ErrorType::Other)
}

/// Classifies one of Ollama's own error messages.
fn of_message(message: &str) -> ErrorType {
    let missing = message.strip_prefix("model ").map(|message| message.trim_end_matches(", try pulling it first"));
    if missing.is_some_and(|message| message.ends_with("' not found") || message.ends_with("\" not found")) {
        return ErrorType::NotFound;
    }
    if message.starts_with("server busy, please try again") {
        return ErrorType::Overloaded;
    }
    let overflows = ["the input length exceeds the context length", "input length exceeds maximum context length"];
    if overflows.contains(&message) {
        return ErrorType::ContextOverflow;
    }
    ErrorType::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sentences_and_no_others() {
        for (body, error_type) in [
            (r#"{"error":"model 'llama9' not found"}"#, ErrorType::NotFound),
            (r#"{"error":"model \"llama9\" not found, try pulling it first"}"#, ErrorType::NotFound),
            (r#"{"error":"server busy, please try again.  maximum pending requests exceeded"}"#, ErrorType::Overloaded),
            (r#"{"error":"the input length exceeds the context length"}"#, ErrorType::ContextOverflow),
            (r#"{"error":"tool 'model' not found"}"#, ErrorType::Other),
            (r#"{"error":{"code":"rate_limit_exceeded"}}"#, ErrorType::RateLimit),
            ("502 Bad Gateway", ErrorType::Other),
        ] {
            assert_eq!(OllamaError::Other(body.to_owned()).error_type(), error_type, "{body}");
        }
    }
}
