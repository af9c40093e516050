//! The errors of a model, and the error type that each counts as in the metrics.

use agent_metrics::{ClassifyError, ErrorType};
use async_openai::error::OpenAIError;
use std::{error::Error, fmt};

#[derive(Debug)]
pub(crate) enum ModelError {
    /// The client failed, or the provider refused.
    Client(Box<OpenAIError>),
    /// The answer has no text.
    NoText,
}

impl ClassifyError for ModelError {
    fn error_type(&self) -> ErrorType {
        let Self::Client(error) = self else { return ErrorType::Other };
        match &**error {
            OpenAIError::ApiError(answer) => {
                // `code` is the most precise; some errors have only a `type`.
                let code = answer.api_error.code.as_deref().or(answer.api_error.r#type.as_deref());
                ErrorType::from_http(answer.status_code.as_u16(), code).unwrap_or(ErrorType::Other)
            }
            OpenAIError::Reqwest(error) if error.is_timeout() => ErrorType::Timeout,
            OpenAIError::Reqwest(_) | OpenAIError::StreamError(_) => ErrorType::Connection,
            OpenAIError::JSONDeserialize(..) => ErrorType::ProviderError,
            OpenAIError::InvalidArgument(_) => ErrorType::InvalidRequest,
            _ => ErrorType::Other,
        }
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(error) => error.fmt(f),
            Self::NoText => f.write_str("the model answered without text"),
        }
    }
}

impl Error for ModelError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Client(error) => Some(error),
            Self::NoText => None,
        }
    }
}

impl From<OpenAIError> for ModelError {
    fn from(error: OpenAIError) -> Self {
        Self::Client(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_openai::error::{ApiErrorResponse, WrappedError};

    fn answered(status: u16, body: &str) -> ErrorType {
        let WrappedError { error: api_error } = serde_json::from_str(body).unwrap();
        let status_code = status.try_into().unwrap();
        ModelError::from(OpenAIError::ApiError(ApiErrorResponse { status_code, api_error })).error_type()
    }

    #[test]
    fn the_code_tells_what_the_status_does_not() {
        let rate =
            r#"{"error":{"message":"Rate limit reached","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#;
        let quota = r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#;
        let long = r#"{"error":{"message":"Too long","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#;
        let bad = r#"{"error":{"message":"Failed to generate","type":"server_error","param":null,"code":null}}"#;
        assert_eq!(answered(429, rate), ErrorType::RateLimit);
        assert_eq!(answered(429, quota), ErrorType::QuotaExhausted);
        assert_eq!(answered(400, long), ErrorType::ContextOverflow);
        assert_eq!(answered(500, bad), ErrorType::ProviderError);
    }
}
