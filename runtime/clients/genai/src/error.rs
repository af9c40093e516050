//! Classifies errors by HTTP status and the provider's code.

use crate::Genai;
use agent_metrics::{ErrorType, client::ClientError};
use genai::{Error, webc};

impl ClientError<Genai> for Error {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::WebModelCall { webc_error, .. } | Self::WebAdapterCall { webc_error, .. } => webc_error.error_type(),
            Self::HttpError { status, body, .. } => answered(status.as_u16(), body),
            // This is an error object that the provider sent inside a stream.
            Self::ChatResponse { body, .. } => {
                ErrorType::from_body(None, &body.to_string()).unwrap_or(ErrorType::ProviderError)
            }
            Self::RequiresApiKey { .. } | Self::NoAuthResolver { .. } | Self::NoAuthData { .. } => ErrorType::Auth,
            Self::WebStream { error, .. } => of_stream(&**error),
            Self::NoChatResponse { .. }
            | Self::InvalidJsonResponseElement { .. }
            | Self::ChatResponseGeneration { .. }
            | Self::StreamParse { .. } => ErrorType::ProviderError,
            Self::ChatReqHasNoMessages { .. }
            | Self::LastChatMessageIsNotUser { .. }
            | Self::MessageRoleNotSupported { .. }
            | Self::MessageContentTypeNotSupported { .. }
            | Self::JsonModeWithoutInstruction
            | Self::AdapterNotSupported { .. } => ErrorType::InvalidRequest,
            // Errors of genai itself: its configuration, its resolvers.
            _ => ErrorType::Other,
        }
    }
}

impl ClientError<Genai> for webc::Error {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::ResponseFailedStatus { status, body, .. } => answered(status.as_u16(), body),
            Self::Reqwest(error) => match error.status() {
                Some(status) => ErrorType::from_http_status(status.as_u16()).unwrap_or(ErrorType::ProviderError),
                None if error.is_timeout() => ErrorType::Timeout,
                None if error.is_builder() => ErrorType::InvalidRequest,
                None => ErrorType::Connection,
            },
            _ => ErrorType::ProviderError,
        }
    }
}

fn answered(status: u16, body: &str) -> ErrorType {
    ErrorType::from_body(status, body).unwrap_or(ErrorType::ProviderError)
}

/// Classifies the error of a stream: genai boxes its own error if the provider refused the request. Any other error
/// means that the connection broke.
fn of_stream(error: &(dyn std::error::Error + 'static)) -> ErrorType {
    if let Some(error) = error.downcast_ref::<Error>() {
        return error.error_type();
    }
    error.downcast_ref::<webc::Error>().map_or(ErrorType::Connection, ClientError::error_type)
}
