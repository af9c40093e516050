//! Builds the answers to requests that fail, in OpenAI's format.

use crate::models::{CONTEXT, EXHAUSTED, LIMITED, MISSING, OVERLOADED};
use serde_json::json;
use wiremock::ResponseTemplate;

pub(crate) fn of(model: &str) -> Option<ResponseTemplate> {
    let (status, kind, code) = match model {
        LIMITED => (429, "tokens", Some("rate_limit_exceeded")),
        EXHAUSTED => (429, "insufficient_quota", Some("insufficient_quota")),
        OVERLOADED => (529, "overloaded_error", None),
        CONTEXT => (400, "invalid_request_error", Some("context_length_exceeded")),
        MISSING => (404, "invalid_request_error", Some("model_not_found")),
        _ => return None,
    };
    let error = json!({ "message": "Failed to generate.", "type": kind, "param": null, "code": code });
    // Clients that retry do so at once.
    Some(ResponseTemplate::new(status).insert_header("retry-after", "0").set_body_json(json!({ "error": error })))
}
