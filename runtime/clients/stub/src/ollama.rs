//! Answers Ollama's `POST /api/chat` and `POST /api/generate`.

use crate::models::{NO_USAGE, SERVED};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

/// Builds the answer in the format of the path: chats and generations keep the text in different fields.
pub(crate) fn answer(request: &Value, model: &str, chat: bool) -> ResponseTemplate {
    let part = |text: &str| {
        let mut part = json!({ "model": SERVED, "created_at": "2026-01-01T00:00:00Z", "done": false });
        if chat {
            part["message"] = json!({ "role": "assistant", "content": text });
        } else {
            part["response"] = text.into();
        }
        part
    };
    let mut last = part(if request["stream"] == true { "" } else { "Hello." });
    last["done"] = true.into();
    last["done_reason"] = "stop".into();
    for (name, number) in [
        ("total_duration", 5),
        ("load_duration", 1),
        ("prompt_eval_count", 600),
        ("prompt_eval_duration", 1),
        ("eval_count", 50),
        ("eval_duration", 3),
    ] {
        if model != NO_USAGE || !name.ends_with("_count") {
            last[name] = number.into();
        }
    }
    let parts = if request["stream"] == true { vec![part("Hel"), part("lo."), last] } else { vec![last] };
    let text = parts.iter().map(|part| format!("{part}\n")).collect::<Vec<_>>().concat();
    ResponseTemplate::new(200).set_body_raw(text, "application/x-ndjson")
}

/// Builds a refusal: Ollama's own errors are a text. Errors that Ollama never sends come from a gateway in front of it,
/// in OpenAI's format.
pub(crate) fn failure(model: &str) -> Option<ResponseTemplate> {
    use crate::{
        failures,
        models::{BUSY, CONTEXT, CROWDED, MISSING},
    };
    let (status, message) = match model {
        MISSING => (404, "model 'missing' not found"),
        CONTEXT => (400, "the input length exceeds the context length"),
        BUSY => (503, "server busy, please try again. maximum pending requests exceeded"),
        CROWDED => (429, "too many concurrent requests"),
        _ => return failures::of(model),
    };
    Some(ResponseTemplate::new(status).set_body_json(json!({ "error": message })))
}
