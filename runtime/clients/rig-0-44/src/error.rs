//! Classifies errors by rig's own kind, the HTTP status and the provider's code.

use crate::Rig;
use agent_metrics::{ErrorType, client::ClientError};
use rig_core::{ErrorKind, ErrorReport, ProviderError, ProviderResponseError};

impl ClientError<Rig> for ProviderError {
    fn error_type(&self) -> ErrorType {
        match self {
            Self::Truncated => ErrorType::Connection,
            Self::Relayed(report) => report.error_type(),
            error => match error.provider_response() {
                Some(response) => response.error_type(),
                None => of_kind(error.kind()),
            },
        }
    }
}

/// The response with which a provider refused the request.
impl ClientError<Rig> for ProviderResponseError {
    fn error_type(&self) -> ErrorType {
        if self.refusal {
            return ErrorType::ContentFilter;
        }
        let status = self.status.map(|status| status.as_u16());
        let code = self.code.as_deref().and_then(ErrorType::from_code);
        code.or_else(|| ErrorType::from_body(status, &self.body)).unwrap_or(ErrorType::ProviderError)
    }
}

/// An error as rig passes it on to hooks and over its bus.
impl ClientError<Rig> for ErrorReport {
    fn error_type(&self) -> ErrorType {
        if self.refusal {
            return ErrorType::ContentFilter;
        }
        if let Some(response) = &self.provider_response {
            return response.error_type();
        }
        let code = self.code.as_deref();
        match self.http_status {
            Some(status) => ErrorType::from_http(status, code).unwrap_or(ErrorType::ProviderError),
            None => code.and_then(ErrorType::from_code).unwrap_or_else(|| of_kind(self.kind)),
        }
    }
}

fn of_kind(kind: ErrorKind) -> ErrorType {
    match kind {
        ErrorKind::Http => ErrorType::Connection,
        ErrorKind::Timeout => ErrorType::Timeout,
        ErrorKind::Cancelled => ErrorType::Cancelled,
        ErrorKind::Url | ErrorKind::Request => ErrorType::InvalidRequest,
        ErrorKind::Json | ErrorKind::Response | ErrorKind::Provider | ErrorKind::ProviderResponse => {
            ErrorType::ProviderError
        }
        // Errors of rig itself: its tools, its memory, its bus.
        _ => ErrorType::Other,
    }
}
