//! Classifies error objects that come as a body, or as an event of a stream, instead of an answer.

use super::fields::{object, text};
use crate::{ErrorType, error::Evidence};
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
    let fields = error.as_object()?;
    let mut evidence = Evidence::default();
    evidence.body(error);
    let is_error = ["message", "code", "type"].iter().any(|name| fields.contains_key(*name));
    evidence.error_type().or_else(|| is_error.then_some(ErrorType::Other))
}
