//! Decides whether a body, or an event of a stream, brings a part of the answer: the first that does is the first token.

use super::{
    fields::{Object, object, objects, text},
    shape::Shape,
};
use serde_json::Value;

/// Decides about an event by its type, about any other body by its fields.
pub(super) fn has_content(value: &Value, shape: Option<Shape<'_>>) -> bool {
    let Some(outer) = value.as_object() else { return true };
    match (text(outer, "type"), shape) {
        // OpenAI's responses: an unfinished picture is a part of the answer, too.
        (Some(kind), _) if kind.starts_with("response.") => {
            matches!(kind.rsplit_once('.'), Some((_, "delta" | "partial_image")))
        }
        // Anthropic.
        (Some("content_block_delta"), _) => true,
        (Some("content_block_start"), _) => object(outer, "content_block").is_none_or(|block| {
            // Text and thinking begin empty, the use of a tool with its name.
            text(block, "type").is_none_or(|kind| !matches!(kind, "text" | "thinking"))
        }),
        (Some("message_start" | "message_delta" | "message_stop" | "content_block_stop" | "ping"), _) => false,
        (_, Some(Shape::OpenAiChat(body))) => choices(body),
        (_, Some(Shape::Gemini(body))) => objects(body, "candidates").any(|candidate| {
            object(candidate, "content").is_some_and(|content| objects(content, "parts").next().is_some())
        }),
        (_, Some(Shape::Ollama(body))) => {
            text(body, "response").is_some() || object(body, "message").is_some_and(has_text_or_parts)
        }
        // Bedrock's stream: the usage comes alone.
        (None, _) if outer.contains_key("metadata") => false,
        (None, _)
            if ["messageStart", "messageStop", "contentBlockStop"].iter().any(|kind| outer.contains_key(*kind)) =>
        {
            false
        }
        _ => true,
    }
}

/// The first chunk of a stream has the role alone, the last one the usage.
fn choices(body: &Object) -> bool {
    objects(body, "choices").any(|choice| {
        let message = object(choice, "delta").or_else(|| object(choice, "message"));
        text(choice, "text").is_some() || message.is_some_and(has_text_or_parts)
    })
}

fn has_text_or_parts(message: &Object) -> bool {
    message.iter().filter(|(name, _)| *name != "role").any(|(_, value)| match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(parts) => !parts.is_empty(),
        Value::Object(parts) => !parts.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use crate::LlmResponse;
    use serde_json::{Value, json};

    /// Which of the events is the first token; they are those of one stream, in order.
    fn first(events: &[Value]) -> Option<usize> {
        events.iter().position(LlmResponse::has_content)
    }

    #[test]
    fn the_first_token_is_the_first_part_of_the_answer() {
        let chunk =
            |delta: Value| json!({ "object": "chat.completion.chunk", "choices": [{ "index": 0, "delta": delta }] });
        let openai = [
            chunk(json!({ "role": "assistant", "content": "", "refusal": null })),
            chunk(json!({})),
            chunk(json!({ "content": "Hi" })),
        ];
        assert_eq!(first(&openai), Some(2));
        let tools =
            [chunk(json!({ "role": "assistant", "content": null })), chunk(json!({ "tool_calls": [{ "index": 0 }] }))];
        assert_eq!(first(&tools), Some(1));
        let deepseek =
            [chunk(json!({ "role": "assistant", "content": "" })), chunk(json!({ "reasoning_content": "Hm" }))];
        assert_eq!(first(&deepseek), Some(1));
        let anthropic = [
            json!({ "type": "message_start", "message": { "usage": { "input_tokens": 9 } } }),
            json!({ "type": "content_block_start", "content_block": { "type": "text", "text": "" } }),
            json!({ "type": "ping" }),
            json!({ "type": "content_block_delta", "delta": { "type": "text_delta", "text": "Hi" } }),
        ];
        assert_eq!(first(&anthropic), Some(3));
        assert!(
            json!({ "type": "content_block_start", "content_block": { "type": "tool_use", "name": "x" } })
                .has_content()
        );
        let responses = [
            json!({ "type": "response.created", "response": { "usage": null } }),
            json!({ "type": "response.output_item.added", "item": { "type": "message" } }),
            json!({ "type": "response.output_text.delta", "delta": "Hi" }),
        ];
        assert_eq!(first(&responses), Some(2));
        let gemini = [
            json!({ "usageMetadata": { "promptTokenCount": 9 }, "modelVersion": "gemini-2.5-pro" }),
            json!({ "candidates": [{ "content": { "parts": [{ "text": "Hi" }] } }], "modelVersion": "gemini-2.5-pro" }),
        ];
        assert_eq!(first(&gemini), Some(1));
        let bedrock = [
            json!({ "messageStart": { "role": "assistant" } }),
            json!({ "contentBlockDelta": { "delta": { "text": "Hi" } } }),
        ];
        assert_eq!(first(&bedrock), Some(1));
        let ollama = [
            json!({ "created_at": "", "done": false, "message": { "role": "assistant", "content": "" } }),
            json!({ "created_at": "", "done": false, "message": { "role": "assistant", "content": "Hi" } }),
        ];
        assert_eq!(first(&ollama), Some(1));
    }

    #[test]
    fn what_ends_a_stream_is_no_part_of_the_answer() {
        for event in [
            json!({ "object": "chat.completion.chunk", "choices": [], "usage": { "prompt_tokens": 1 } }),
            json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" }, "usage": { "output_tokens": 3 } }),
            json!({ "type": "message_stop" }),
            json!({ "type": "response.completed", "response": { "usage": { "input_tokens": 3 } } }),
            json!({ "metadata": { "usage": { "inputTokens": 3, "outputTokens": 1 } } }),
            json!({ "created_at": "", "done": true, "message": { "content": "" }, "eval_count": 3 }),
        ] {
            assert!(!event.has_content(), "{event}");
        }
    }

    #[test]
    fn whole_answers_and_what_nobody_knows_have_content() {
        for body in [
            json!({ "object": "chat.completion", "choices": [{ "message": { "role": "assistant", "content": "Hi" } }] }),
            json!({ "object": "text_completion", "choices": [{ "text": "Hi" }] }),
            json!({ "type": "message", "content": [{ "type": "text", "text": "Hi" }], "usage": { "input_tokens": 3 } }),
            json!({ "object": "response", "output": [], "usage": { "input_tokens": 3 } }),
            json!({ "output": { "message": {} }, "usage": { "inputTokens": 3, "outputTokens": 1 } }),
            json!({ "response": "Hi", "created_at": "", "done": true, "eval_count": 3 }),
            json!({ "text": "Hi" }),
            json!("Hi"),
        ] {
            assert!(body.has_content(), "{body}");
        }
    }
}
