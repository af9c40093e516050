//! Tests bodies of unknown shape and malicious ones; the golden vectors test the known shapes.

use crate::{ErrorType, LlmResponse, ServiceTier};
use serde_json::{Value, json};

#[test]
fn an_unknown_shape_is_not_reported() {
    for body in [
        json!(null),
        json!([{ "usage": { "prompt_tokens": 1 } }]),
        json!({}),
        json!({ "usage": 12 }),
        json!({ "usage": { "tokens": 12 } }),
        // Whose `input_tokens` are these?
        json!({ "usage": { "input_tokens": 12, "output_tokens": 1 } }),
        json!({ "usage": { "input_tokens": 12, "input_tokens_details": {}, "cache_read_input_tokens": 1 } }),
        json!({ "choices": [], "id": "x" }),
        json!({ "response": { "usage": { "prompt_tokens": 1 } } }),
        json!({ "prompt_tokens": 1, "completion_tokens": 2 }),
    ] {
        assert_eq!((body.usage(), body.model(), body.failure()), (None, None, None), "{body}");
    }
}

#[test]
fn a_known_shape_without_usage_is_not_reported_either() {
    for body in [
        json!({ "object": "chat.completion.chunk", "model": "gpt-4o", "choices": [], "usage": null }),
        json!({ "type": "response.created", "response": { "object": "response", "model": "gpt-4o", "usage": null } }),
        json!({ "type": "message_stop" }),
        json!({ "candidates": [], "modelVersion": "gemini-2.5-pro" }),
        json!({ "model": "llama3", "created_at": "", "message": {}, "done": false }),
    ] {
        assert_eq!(body.usage(), None, "{body}");
        assert_eq!(body.failure(), None, "{body}");
    }
}

#[test]
fn a_line_of_a_batch_is_of_the_batch_whatever_tier_its_answer_names() {
    for tier in ["default", "flex", "priority", "of_their_own"] {
        let body = json!({ "service_tier": tier, "usage": { "prompt_tokens": 12, "completion_tokens": 3 } });
        let line = json!({ "custom_id": "1", "response": { "status_code": 200, "body": body } });
        let usage = line.usage().expect("a shape that is known");
        assert_eq!((usage.served_tier(), usage.total_tokens()), (ServiceTier::Batch, 15), "{tier}");
    }
}

#[test]
fn what_is_no_count_is_dropped_and_told() {
    for nonsense in
        [json!(-5), json!("12"), json!(0.5), json!(1e30), json!(u64::MAX), json!(true), json!({}), json!([1])]
    {
        let body = json!({ "usage": { "prompt_tokens": nonsense, "completion_tokens": 7 } });
        let usage = body.usage().expect("a known shape");
        assert_eq!((usage.input_tokens(), usage.output_tokens()), (None, Some(7)), "{nonsense}");
        assert!(usage.is_inconsistent(), "{nonsense}");
    }
    let usage =
        json!({ "usage": { "prompt_tokens": 12.0, "completion_tokens": null } }).usage().expect("a known shape");
    assert_eq!((usage.input_tokens(), usage.output_tokens(), usage.is_inconsistent()), (Some(12), None, false));
}

#[test]
fn error_objects_of_every_provider_are_classified() {
    for (body, expected) in [
        (json!({ "error": { "type": "insufficient_quota", "code": "insufficient_quota" } }), ErrorType::QuotaExhausted),
        (
            json!({ "error": { "type": "invalid_request_error", "code": "context_length_exceeded" } }),
            ErrorType::ContextOverflow,
        ),
        (json!({ "type": "error", "error": { "type": "overloaded_error", "message": "" } }), ErrorType::Overloaded),
        (
            json!({ "type": "error", "error": { "type": "invalid_request_error", "message": "prompt is too long: 9 > 8" } }),
            ErrorType::ContextOverflow,
        ),
        (json!({ "error": { "code": 429, "status": "RESOURCE_EXHAUSTED" } }), ErrorType::RateLimit),
        (json!({ "error": { "code": 503, "message": "high demand", "status": "UNAVAILABLE" } }), ErrorType::Overloaded),
        (json!({ "error": { "code": 502, "message": "no provider" } }), ErrorType::ProviderError),
        (json!({ "__type": "com.amazon.coral#ThrottlingException", "message": "" }), ErrorType::RateLimit),
        (json!({ "error": "model not found" }), ErrorType::Other),
        (json!({ "error": { "message": "failed to generate, rate" } }), ErrorType::Other),
        (json!({ "type": "error", "code": "rate_limit_exceeded", "message": "" }), ErrorType::RateLimit),
        (
            json!({ "custom_id": "1", "result": { "type": "errored", "error": { "error": { "type": "api_error" } } } }),
            ErrorType::ProviderError,
        ),
        (
            json!({ "custom_id": "1", "response": { "body": { "error": { "code": "invalid_api_key" } } } }),
            ErrorType::Auth,
        ),
        (
            json!({ "type": "response.failed", "response": { "status": "failed", "error": { "code": "rate_limit_exceeded" } } }),
            ErrorType::RateLimit,
        ),
        (json!({ "object": "response", "status": "failed", "error": { "code": "new" } }), ErrorType::ProviderError),
        (json!({ "object": "response", "status": "cancelled" }), ErrorType::Cancelled),
        (json!({ "choices": [{ "error": { "code": 429 } }], "object": "chat.completion" }), ErrorType::RateLimit),
        (json!({ "promptFeedback": { "blockReason": "SAFETY" } }), ErrorType::ContentFilter),
        (json!({ "stopReason": "guardrail_intervened", "usage": { "inputTokens": 1 } }), ErrorType::ContentFilter),
        (json!({ "type": "message_delta", "delta": { "stop_reason": "refusal" } }), ErrorType::ContentFilter),
    ] {
        assert_eq!(body.failure(), Some(expected), "{body}");
    }
}

/// Any JSON at all: no panic, and the sum of the directions is never more than the parts that a call can have.
#[test]
fn no_body_does_harm() {
    let mut random = Random(0x5eed);
    for _ in 0..20_000 {
        let body = random.value(5);
        let usage = body.usage();
        let _ = (body.model(), body.failure(), body.has_content(), body.finish_reason(), body.is_end());
        let total = usage.map_or(0, |usage| usage.updated_by(&usage).total_tokens());
        assert!(total < 1_000_000_000_000_000, "{body}");
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    fn key(&mut self) -> &'static str {
        const KEYS: &[&str] = &[
            "usage",
            "usage",
            "usage",
            "usageMetadata",
            "message",
            "response",
            "result",
            "body",
            "custom_id",
            "key",
            "type",
            "object",
            "error",
            "code",
            "status",
            "choices",
            "delta",
            "finish_reason",
            "stop_reason",
            "messageStop",
            "done",
            "refusal",
            "candidates",
            "metadata",
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
            "prompt_tokens_details",
            "completion_tokens_details",
            "cached_tokens",
            "cache_write_tokens",
            "reasoning_tokens",
            "audio_tokens",
            "input_tokens",
            "output_tokens",
            "input_tokens_details",
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
            "cache_creation",
            "ephemeral_1h_input_tokens",
            "ephemeral_5m_input_tokens",
            "iterations",
            "server_tool_use",
            "web_search_requests",
            "service_tier",
            "promptTokenCount",
            "cachedContentTokenCount",
            "candidatesTokenCount",
            "thoughtsTokenCount",
            "toolUsePromptTokenCount",
            "promptTokensDetails",
            "cacheTokensDetails",
            "modality",
            "tokenCount",
            "inputTokens",
            "outputTokens",
            "cacheReadInputTokens",
            "cacheDetails",
            "ttl",
            "eval_count",
            "prompt_eval_count",
            "cost",
            "is_byok",
            "cost_details",
            "cost_in_usd_ticks",
            "output",
            "content",
            "model",
            "__type",
            "prompt_cache_hit_tokens",
            "input_token_details",
            "cached_tokens_details",
        ];
        KEYS[self.below(KEYS.len())]
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 9 } else { 16 }) {
            0 => Value::Null,
            1 => json!(-3),
            2 => json!(u64::MAX),
            3 => json!(1e300),
            4 => json!(0.5),
            5 => json!(
                ["message", "response.completed", "error", "1h", "compaction", "AUDIO", "chat.completion"]
                    [self.below(7)]
            ),
            6..=8 => json!(self.below(1_000)),
            9 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => (0..self.below(9)).map(|_| (self.key().to_owned(), self.value(depth - 1))).collect(),
        }
    }
}
