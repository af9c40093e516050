//! Reads chat completions of OpenAI and of every provider that is compatible.
//!
//! `prompt_tokens` include cached tokens and `completion_tokens` include reasoning.

use super::{
    fields::{Field, Object, count, count_in, object, objects, text},
    openrouter, xai,
};
use crate::{
    ErrorType, FinishReason,
    usage::{ServiceTier, TokenUsage},
};

const PROMPT: &str = "prompt_tokens_details";
const COMPLETION: &str = "completion_tokens_details";

pub(super) fn usage(body: &Object) -> Option<TokenUsage> {
    let usage = object(body, "usage")?;
    let reasoning = count_in(usage, COMPLETION, "reasoning_tokens");
    let reported = TokenUsage::new()
        .input_including_cached(count(usage, "prompt_tokens"), cached(usage))
        .cache_write_inside_input(count_in(usage, PROMPT, "cache_write_tokens"))
        .cost_dollars(openrouter::cost(usage).or_else(|| xai::cost(usage)))
        .served(ServiceTier::from_name(text(body, "service_tier").unwrap_or_default()));
    let reported = if xai::reasoning_is_outside(usage) {
        reported.output_excluding_reasoning(count(usage, "completion_tokens"), reasoning)
    } else {
        reported.output(count(usage, "completion_tokens")).reasoning(reasoning)
    };
    Some(
        reported
            .input_audio(count_in(usage, PROMPT, "audio_tokens"))
            .input_image(count_in(usage, PROMPT, "image_tokens"))
            .output_audio(count_in(usage, COMPLETION, "audio_tokens"))
            .output_image(count_in(usage, COMPLETION, "image_tokens")),
    )
}

/// The cached tokens, which are inside `prompt_tokens` wherever they are reported.
fn cached(usage: &Object) -> Field<'_> {
    count_in(usage, PROMPT, "cached_tokens")
        .or(count(usage, "prompt_cache_hit_tokens")) // DeepSeek
        .or(count(usage, "num_cached_tokens")) // Mistral, in older answers
        .or(count_in(usage, "prompt_token_details", "cached_tokens"))
}

/// The failure of the first choice that was filtered or refused. OpenRouter reports a provider's error inside a choice.
pub(super) fn failure(body: &Object) -> Option<ErrorType> {
    objects(body, "choices").find_map(|choice| {
        let message = object(choice, "message").or_else(|| object(choice, "delta"));
        if message.is_some_and(|message| text(message, "refusal").is_some()) {
            return Some(ErrorType::ContentFilter);
        }
        let filtered = text(choice, "finish_reason").and_then(FinishReason::failure_by_name);
        filtered.or_else(|| choice.get("error").and_then(super::error_object::classify))
    })
}
