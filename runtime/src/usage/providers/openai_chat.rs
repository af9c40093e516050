//! OpenAI's chat completions, and all who speak them: cached tokens are inside `prompt_tokens`, thinking is inside
//! `completion_tokens`.

use super::{
    deepseek,
    fields::{Object, at_most, count, count_in, is, object, objects, text},
    mistral, openrouter, xai,
};
use crate::{
    ErrorType,
    usage::{ServedTier, TokenUsage},
};

const PROMPT: &str = "prompt_tokens_details";
const COMPLETION: &str = "completion_tokens_details";

pub(super) fn usage(body: &Object) -> Option<TokenUsage> {
    let usage = object(body, "usage")?;
    let cached = count_in(usage, PROMPT, "cached_tokens").or(deepseek::cached(usage)).or(mistral::cached(usage));
    let reasoning = count_in(usage, COMPLETION, "reasoning_tokens");
    let told = TokenUsage::new()
        .input_including_cached(count(usage, "prompt_tokens"), cached)
        .cache_write_inside_input(count_in(usage, PROMPT, "cache_write_tokens"))
        .cost_dollars(openrouter::cost(usage).or_else(|| xai::cost(usage)))
        .served(ServedTier::from_name(text(body, "service_tier").unwrap_or_default()));
    let told = if xai::reasoning_is_outside(usage) {
        told.output_excluding_reasoning(count(usage, "completion_tokens"), reasoning)
    } else {
        told.output(count(usage, "completion_tokens")).reasoning(reasoning)
    };
    let (input, output) = (told.input_tokens(), told.output_tokens());
    Some(
        told.input_audio(at_most(count_in(usage, PROMPT, "audio_tokens"), input))
            .input_image(at_most(count_in(usage, PROMPT, "image_tokens"), input))
            .output_audio(at_most(count_in(usage, COMPLETION, "audio_tokens"), output))
            .output_image(at_most(count_in(usage, COMPLETION, "image_tokens"), output)),
    )
}

/// The first choice that was filtered or refused. OpenRouter reports the error of a provider inside a choice.
pub(super) fn failure(body: &Object) -> Option<ErrorType> {
    objects(body, "choices").find_map(|choice| {
        let message = object(choice, "message").or_else(|| object(choice, "delta"));
        if is(choice, "finish_reason", "content_filter") || message.is_some_and(|said| text(said, "refusal").is_some())
        {
            return Some(ErrorType::ContentFilter);
        }
        choice.get("error").and_then(super::failure::of_object)
    })
}
