//! Classifies errors by HTTP status and the provider's code.

use crate::{Rig, error_text::error_text};
use agent_metrics::{ErrorType, client::ClientError};
use rig::{
    agent::StreamingError,
    completion::{CompletionError, PromptError, StructuredOutputError},
    http_client::Error as HttpError,
};
use std::{error::Error, io};

impl ClientError<Rig> for CompletionError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::HttpError(error) => error.error_type(),
            // rig keeps only a text here, which usually is the body of the provider's response.
            Self::ProviderError(text) => {
                error_text(text).or_else(|| ErrorType::from_body(None, text)).unwrap_or(ErrorType::ProviderError)
            }
            Self::ResponseError(_) | Self::JsonError(_) => ErrorType::ProviderError,
            Self::RequestError(error) => inside(&**error).unwrap_or(ErrorType::InvalidRequest),
            Self::UrlError(_) => ErrorType::InvalidRequest,
        }
    }
}

impl ClientError<Rig> for HttpError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::InvalidStatusCode(status) => {
                ErrorType::from_http_status(status.as_u16()).unwrap_or(ErrorType::ProviderError)
            }
            Self::InvalidStatusCodeWithMessage(status, body) => {
                ErrorType::from_body(status.as_u16(), body).unwrap_or(ErrorType::ProviderError)
            }
            Self::Instance(error) => inside(&**error).unwrap_or(ErrorType::Connection),
            Self::StreamEnded => ErrorType::Connection,
            Self::InvalidContentType(_) => ErrorType::ProviderError,
            Self::Protocol(_) | Self::InvalidHeaderValue(_) | Self::NoHeaders => ErrorType::InvalidRequest,
        }
    }
}

impl ClientError<Rig> for PromptError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::CompletionError(error) => error.error_type(),
            Self::PromptCancelled { .. } => ErrorType::Cancelled,
            // Errors of the agent itself: its tools, its turns.
            Self::ToolError(_) | Self::ToolServerError(_) | Self::MaxTurnsError { .. } => ErrorType::Other,
        }
    }
}

impl ClientError<Rig> for StreamingError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::Completion(error) => error.error_type(),
            Self::Prompt(error) => error.error_type(),
            Self::Tool(_) => ErrorType::Other,
        }
    }
}

impl ClientError<Rig> for StructuredOutputError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::PromptError(error) => error.error_type(),
            _ => ErrorType::Other,
        }
    }
}

/// Classifies a boxed error by the first type that is known in its chain of sources.
fn inside(error: &(dyn Error + 'static)) -> Option<ErrorType> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error_type) = error.downcast_ref::<ErrorType>() {
            return Some(*error_type);
        }
        if let Some(error) = error.downcast_ref::<CompletionError>() {
            return Some(error.error_type());
        }
        if let Some(error) = error.downcast_ref::<HttpError>() {
            return Some(error.error_type());
        }
        if let Some(error) = error.downcast_ref::<reqwest::Error>() {
            return Some(of_reqwest(error));
        }
        if let Some(error) = error.downcast_ref::<io::Error>() {
            let timed_out = error.kind() == io::ErrorKind::TimedOut;
            return Some(if timed_out { ErrorType::Timeout } else { ErrorType::Connection });
        }
        next = error.source();
    }
    None
}

fn of_reqwest(error: &reqwest::Error) -> ErrorType {
    match error.status() {
        Some(status) => ErrorType::from_http_status(status.as_u16()).unwrap_or(ErrorType::ProviderError),
        None if error.is_timeout() => ErrorType::Timeout,
        None if error.is_builder() => ErrorType::InvalidRequest,
        None => ErrorType::Connection,
    }
}
