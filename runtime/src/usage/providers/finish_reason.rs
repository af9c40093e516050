//! Reads why the model stopped, and which event of a stream says that the answer is complete.

use super::{
    fields::{Object, object, objects, text},
    shape::Shape,
};
use crate::{FinishReason, usage::openai_status};
use serde_json::Value;

/// The reason in a body, or in an event of a stream.
pub(super) fn reason(value: &Value, shape: Option<Shape<'_>>) -> Option<FinishReason> {
    let outer = value.as_object()?;
    let name = match shape {
        Some(Shape::OpenAiResponses(body)) => {
            let incomplete = object(body, "incomplete_details").and_then(|details| text(details, "reason"));
            return openai_status::finish_reason(text(body, "status")?, incomplete);
        }
        // An answer with several choices ends with the last of them.
        Some(Shape::OpenAiChat(body)) => last(body, "choices", "finish_reason"),
        Some(Shape::Gemini(body)) => last(body, "candidates", "finishReason")
            .or_else(|| object(body, "promptFeedback").and_then(|feedback| text(feedback, "blockReason"))),
        Some(Shape::Anthropic(body)) => {
            object(body, "delta").and_then(|delta| text(delta, "stop_reason")).or_else(|| text(body, "stop_reason"))
        }
        Some(Shape::Ollama(body)) => text(body, "done_reason"),
        // Bedrock says it in an event of its own, before the one with the usage.
        Some(Shape::Converse(body)) => text(body, "stopReason"),
        None => object(outer, "messageStop").and_then(|stop| text(stop, "stopReason")),
    };
    FinishReason::from_name(name?)
}

fn last<'a>(body: &'a Object, choices: &str, reason: &str) -> Option<&'a str> {
    objects(body, choices).filter_map(|choice| text(choice, reason)).last()
}

/// True for the event that says so, also where it has no reason; a body that is no event is a whole answer with its reason.
pub(super) fn is_end(value: &Value, shape: Option<Shape<'_>>) -> bool {
    let Some(outer) = value.as_object() else { return false };
    let is_last_event = match text(outer, "type") {
        Some(kind) if kind.starts_with("response.") => {
            matches!(kind, "response.completed" | "response.incomplete" | "response.failed" | "response.done")
        }
        Some("message_stop") => true,
        _ => false,
    };
    let is_done = matches!(shape, Some(Shape::Ollama(body)) if body.get("done") == Some(&Value::Bool(true)));
    is_last_event || is_done || outer.contains_key("messageStop") || reason(value, shape).is_some()
}

#[cfg(test)]
mod tests {
    use crate::{ErrorType, FinishReason, LlmResponse};
    use serde_json::{Value, json};

    /// The last reason of a stream, and at which of its events the answer is complete.
    fn read(events: &[Value]) -> (Option<FinishReason>, Option<usize>) {
        let mut reasons = events.iter().rev().filter_map(LlmResponse::finish_reason);
        (reasons.next(), events.iter().position(LlmResponse::is_end))
    }

    #[test]
    fn the_events_of_each_provider() {
        let chunk = |choice: Value| json!({ "object": "chat.completion.chunk", "choices": [choice] });
        let openai = [
            chunk(json!({ "delta": { "content": "Hi" }, "finish_reason": null })),
            chunk(json!({ "delta": {}, "finish_reason": "tool_calls" })),
            json!({ "object": "chat.completion.chunk", "choices": [], "usage": { "prompt_tokens": 1 } }),
        ];
        assert_eq!(read(&openai), (Some(FinishReason::ToolCalls), Some(1)));
        let anthropic = [
            json!({ "type": "message_start", "message": { "stop_reason": null, "usage": { "input_tokens": 1 } } }),
            json!({ "type": "message_delta", "delta": { "stop_reason": "max_tokens" }, "usage": { "output_tokens": 3 } }),
            json!({ "type": "message_stop" }),
        ];
        assert_eq!(read(&anthropic), (Some(FinishReason::Length), Some(1)));
        assert_eq!(read(&anthropic[2..]), (None, Some(0)));
        let responses = [
            json!({ "type": "response.created", "response": { "status": "in_progress" } }),
            json!({ "type": "response.output_text.done", "text": "Hi" }),
            json!({ "type": "response.incomplete", "response": {
                "status": "incomplete", "incomplete_details": { "reason": "max_output_tokens" },
            } }),
        ];
        assert_eq!(read(&responses), (Some(FinishReason::Length), Some(2)));
        let completed = json!({ "type": "response.completed", "response": { "status": "completed" } });
        assert_eq!(read(&[completed]), (Some(FinishReason::Stop), Some(0)));
        let failed = json!({ "type": "response.failed", "response": { "status": "failed" } });
        assert_eq!(read(&[failed]), (None, Some(0)));
        let gemini = [
            json!({ "candidates": [{ "content": {} }], "usageMetadata": { "promptTokenCount": 1 } }),
            json!({ "candidates": [{ "finishReason": "SAFETY" }], "usageMetadata": { "promptTokenCount": 1 } }),
        ];
        assert_eq!(read(&gemini), (Some(FinishReason::ContentFilter), Some(1)));
        let bedrock = [
            json!({ "contentBlockDelta": { "delta": { "text": "Hi" } } }),
            json!({ "messageStop": { "stopReason": "tool_use" } }),
            json!({ "metadata": { "usage": { "inputTokens": 3, "outputTokens": 1 } } }),
        ];
        assert_eq!(read(&bedrock), (Some(FinishReason::ToolCalls), Some(1)));
        let ollama = [
            json!({ "created_at": "", "done": false, "message": { "content": "Hi" } }),
            json!({ "created_at": "", "done": true, "message": { "content": "" }, "eval_count": 3 }),
        ];
        assert_eq!(read(&ollama), (None, Some(1)), "older versions tell no reason");
    }

    #[test]
    fn whole_bodies() {
        for (body, reason) in [
            (
                json!({ "choices": [{ "finish_reason": "length" }], "usage": { "prompt_tokens": 1 } }),
                FinishReason::Length,
            ),
            (json!({ "type": "message", "stop_reason": "end_turn" }), FinishReason::Stop),
            (json!({ "object": "response", "status": "completed" }), FinishReason::Stop),
            (
                json!({ "object": "response", "status": "incomplete", "incomplete_details": { "reason": "content_filter" } }),
                FinishReason::ContentFilter,
            ),
            (json!({ "stopReason": "max_tokens", "usage": { "inputTokens": 1 } }), FinishReason::Length),
            (json!({ "promptFeedback": { "blockReason": "SAFETY" } }), FinishReason::ContentFilter),
            (
                json!({ "choices": [{ "finish_reason": "sensitive" }], "usage": { "prompt_tokens": 1 } }),
                FinishReason::ContentFilter,
            ),
            (json!({ "done": true, "done_reason": "stop", "eval_count": 3 }), FinishReason::Stop),
        ] {
            assert_eq!(body.finish_reason(), Some(reason), "{body}");
            let filtered = (reason == FinishReason::ContentFilter).then_some(ErrorType::ContentFilter);
            assert_eq!(body.failure(), filtered, "{body}");
        }
        for body in [json!(null), json!({}), json!({ "finish_reason": "stop" }), json!({ "choices": [] })] {
            assert_eq!((body.finish_reason(), body.is_end()), (None, false), "{body}");
        }
    }
}
