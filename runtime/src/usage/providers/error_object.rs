//! Classifies error objects that come as a body, or as an event of a stream, instead of an answer.

use super::fields::{Field, object, text};
use crate::ErrorType;
use serde_json::Value;

/// The failure in `{"error": …}`, also inside a line of a batch or an event, or in Bedrock's `{"__type": …}`.
pub(super) fn find_failure(value: &Value) -> Option<ErrorType> {
    let outer = value.as_object()?;
    if let Some(error) = outer.get("error").filter(|error| !error.is_null()) {
        // Ollama's errors are a text alone.
        return classify(error).or_else(|| error.is_string().then_some(ErrorType::Other));
    }
    let is_event = text(outer, "type") == Some("error");
    if is_event || outer.contains_key("__type") {
        return classify(value).or(Some(ErrorType::Other));
    }
    if !outer.contains_key("custom_id") {
        return None;
    }
    let of_line = object(outer, "result").and_then(|result| result.get("error"));
    find_failure(of_line.or_else(|| object(outer, "response")?.get("body"))?)
}

/// The failure in an error object, by the provider's machine codes in it.
pub(super) fn classify(error: &Value) -> Option<ErrorType> {
    let error = error.as_object()?;
    // A namespace stands before Bedrock's: `com.amazonaws…#ThrottlingException`.
    let exception = text(error, "__type").map(|name| name.rsplit('#').next().unwrap_or(name));
    let names = [text(error, "code"), text(error, "type"), text(error, "status"), exception];
    let code = names.into_iter().flatten().find(|name| ErrorType::from_code(name).is_some());
    // A code that is no HTTP status is ignored.
    let status = Field(error.get("code")).get().and_then(|status| u16::try_from(status).ok()).unwrap_or(0);
    let known = ErrorType::from_answer(status, code, text(error, "message").unwrap_or_default());
    let is_error = ["message", "code", "type"].iter().any(|name| error.contains_key(*name));
    known.or_else(|| is_error.then_some(ErrorType::Other))
}
