//! Answers that came back well and are failures all the same.

use crate::ErrorType;

/// What the `status` of OpenAI's responses says, with the error's code and why it is incomplete.
pub(crate) fn of_status(status: &str, code: Option<&str>, incomplete: Option<&str>) -> Option<ErrorType> {
    match status {
        "failed" => Some(code.and_then(ErrorType::from_code).unwrap_or(ErrorType::ProviderError)),
        "cancelled" => Some(ErrorType::Cancelled),
        "incomplete" if incomplete == Some("content_filter") => Some(ErrorType::ContentFilter),
        _ => None,
    }
}
