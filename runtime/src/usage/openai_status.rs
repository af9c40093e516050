//! Reads why a response ended from the `status` that OpenAI's responses have: complete, cut, or failed though HTTP succeeded.

use crate::{ErrorType, FinishReason};

/// The failure in the `status` of OpenAI's responses, given the code of the error and the reason for an incomplete answer.
pub(crate) fn failure(status: &str, code: Option<&str>, incomplete: Option<&str>) -> Option<ErrorType> {
    match status {
        "failed" => Some(code.and_then(ErrorType::from_code).unwrap_or(ErrorType::ProviderError)),
        "cancelled" => Some(ErrorType::Cancelled),
        "incomplete" => incomplete.and_then(FinishReason::failure_by_name),
        _ => None,
    }
}

/// The reason why the model stopped, given the reason for an incomplete answer; `None` while it goes on, and where it failed.
pub(crate) fn finish_reason(status: &str, incomplete: Option<&str>) -> Option<FinishReason> {
    match status {
        "completed" => Some(FinishReason::Stop),
        "incomplete" => incomplete.map_or(Some(FinishReason::Other), FinishReason::from_name),
        _ => None,
    }
}
