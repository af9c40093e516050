//! Reads the failure from the `status` that OpenAI's responses have even where HTTP succeeded.

use crate::ErrorType;

/// The failure in the `status` of OpenAI's responses, given the code of the error and the reason for an incomplete answer.
pub(crate) fn failure(status: &str, code: Option<&str>, incomplete: Option<&str>) -> Option<ErrorType> {
    match status {
        "failed" => Some(code.and_then(ErrorType::from_code).unwrap_or(ErrorType::ProviderError)),
        "cancelled" => Some(ErrorType::Cancelled),
        "incomplete" if incomplete == Some("content_filter") => Some(ErrorType::ContentFilter),
        _ => None,
    }
}
