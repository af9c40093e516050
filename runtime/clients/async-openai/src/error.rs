//! Classifies errors by HTTP status and OpenAI's code.

use crate::AsyncOpenai;
use agent_metrics::{ErrorType, client::ClientError};
use async_openai::error::{ApiError, ApiErrorResponse, OpenAIError, StreamError};

impl ClientError<AsyncOpenai> for OpenAIError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::ApiError(answer) => answer.error_type(),
            Self::Reqwest(error) => match error.status() {
                Some(status) => ErrorType::from_http_status(status.as_u16()).unwrap_or(ErrorType::ProviderError),
                None if error.is_timeout() => ErrorType::Timeout,
                None if error.is_builder() => ErrorType::InvalidRequest,
                None => ErrorType::Connection,
            },
            // The client keeps only the body of a response that is not an error object.
            Self::JSONDeserialize(_, body) => ErrorType::from_body(None, body).unwrap_or(ErrorType::ProviderError),
            Self::StreamError(error) => match &**error {
                StreamError::EventStream(_) => ErrorType::Connection,
                StreamError::UnknownEvent(event) => {
                    ErrorType::from_body(None, &event.data).unwrap_or(ErrorType::ProviderError)
                }
            },
            Self::InvalidArgument(_) => ErrorType::InvalidRequest,
            // The rest are errors of files and of the user's own middleware.
            _ => ErrorType::Other,
        }
    }
}

impl ClientError<AsyncOpenai> for ApiErrorResponse {
    fn error_type(&self) -> ErrorType {
        let ApiError { message, code, .. } = &self.api_error;
        let code = code.as_deref().filter(|code| ErrorType::from_code(code).is_some());
        let code = code.or(self.api_error.r#type.as_deref());
        ErrorType::from_answer(self.status_code.as_u16(), code, message).unwrap_or(ErrorType::ProviderError)
    }
}
