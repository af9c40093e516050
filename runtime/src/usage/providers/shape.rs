//! Recognises the provider's convention by the shape of a body.

use super::fields::{Object, has_any, object};
use serde_json::Value;

/// A body, unwrapped from the event or the line of a batch that it came in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) shape: Shape<'a>,
    /// The body came in a line of a batch's results.
    pub(super) batch: bool,
}

/// The convention that the counts follow.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape<'a> {
    /// `usage.prompt_tokens`, and chunks of such a stream.
    OpenAiChat(&'a Object),
    /// `usage.input_tokens` that include the cached ones.
    OpenAiResponses(&'a Object),
    /// `usage.input_tokens` that exclude the cached ones.
    Anthropic(&'a Object),
    /// `usageMetadata`.
    Gemini(&'a Object),
    /// `usage.inputTokens`.
    Converse(&'a Object),
    /// `prompt_eval_count`.
    Ollama(&'a Object),
}

pub(super) fn of(value: &Value) -> Option<Body<'_>> {
    let outer = value.as_object()?;
    if let Some(inner) = batch_line(outer) {
        return Some(Body { shape: shape(inner)?, batch: true });
    }
    Some(Body { shape: event(outer).or_else(|| shape(outer))?, batch: false })
}

/// OpenAI: `{custom_id, response: {status_code, body}}`, Anthropic: `{custom_id, result: {message}}`, Gemini:
/// `{key, response}`.
fn batch_line(line: &Object) -> Option<&Object> {
    if line.contains_key("custom_id") {
        let openai = object(line, "response").and_then(|response| object(response, "body"));
        return openai.or_else(|| object(object(line, "result")?, "message"));
    }
    object(line, "response").filter(|response| line.contains_key("key") && response.contains_key("usageMetadata"))
}

/// The body inside an event of a stream: of OpenAI's `response.completed` and its like, of Anthropic's `message_start`, of
/// Bedrock's `metadata`.
fn event(outer: &Object) -> Option<Shape<'_>> {
    match outer.get("type").and_then(Value::as_str) {
        Some(kind) if kind.starts_with("response.") => object(outer, "response").map(Shape::OpenAiResponses),
        Some("message_start") => object(outer, "message").map(Shape::Anthropic),
        Some(_) => None,
        None => object(outer, "metadata").filter(|metadata| has_usage(metadata, &["inputTokens"])).map(Shape::Converse),
    }
}

fn shape(body: &Object) -> Option<Shape<'_>> {
    if has_any(body, &["usageMetadata", "promptFeedback"]) || is_gemini_without_usage(body) {
        return Some(Shape::Gemini(body));
    }
    if has_any(body, &["prompt_eval_count", "eval_count"]) || is_ollama_chunk(body) {
        return Some(Shape::Ollama(body));
    }
    if has_usage(body, &["prompt_tokens", "completion_tokens"])
        || starts(body, "object", &["chat.completion", "text_completion"])
    {
        return Some(Shape::OpenAiChat(body));
    }
    if has_usage(body, &["inputTokens", "outputTokens"]) {
        return Some(Shape::Converse(body));
    }
    // OpenAI and Anthropic both have `input_tokens`, with different meanings: other fields have to distinguish them.
    if starts(body, "object", &["response"]) || starts(body, "type", &["response."]) {
        return Some(Shape::OpenAiResponses(body));
    }
    if starts(body, "type", &["message"]) {
        return Some(Shape::Anthropic(body));
    }
    let of_openai = has_usage(body, &["input_tokens_details", "input_token_details"]);
    let of_anthropic = has_usage(body, &["cache_read_input_tokens", "cache_creation_input_tokens"]);
    match (of_openai, of_anthropic) {
        (true, false) => Some(Shape::OpenAiResponses(body)),
        (false, true) => Some(Shape::Anthropic(body)),
        _ => None,
    }
}

fn has_usage(body: &Object, names: &[&str]) -> bool {
    object(body, "usage").is_some_and(|usage| has_any(usage, names))
}

fn starts(body: &Object, name: &str, kinds: &[&str]) -> bool {
    body.get(name).and_then(Value::as_str).is_some_and(|kind| kinds.iter().any(|known| kind.starts_with(known)))
}

/// A chunk before the one that reports the usage.
fn is_gemini_without_usage(body: &Object) -> bool {
    body.get("candidates").is_some_and(Value::is_array) && has_any(body, &["modelVersion", "responseId"])
}

/// A chunk before the one that reports the usage, or the last one if the whole prompt was cached.
fn is_ollama_chunk(body: &Object) -> bool {
    let is_chunk = body.get("done").is_some_and(Value::is_boolean) && has_any(body, &["message", "response"]);
    is_chunk && body.contains_key("created_at")
}
