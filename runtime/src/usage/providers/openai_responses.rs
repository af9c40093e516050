//! Reads the usage in a body of OpenAI's Responses, Images and Realtime APIs.
//!
//! `input_tokens` include cached tokens and `output_tokens` include reasoning.

use super::{
    fields::{Field, Object, count, count_in, is, object, objects, text},
    xai,
};
use crate::{
    ErrorType,
    usage::{ServiceTier, TokenUsage, openai_status},
};

pub(super) fn usage(body: &Object) -> Option<TokenUsage> {
    let usage = object(body, "usage")?;
    // Realtime answers have the details in the singular.
    let detail = |name| count_in(usage, "input_tokens_details", name).or(count_in(usage, "input_token_details", name));
    let generated =
        |name| count_in(usage, "output_tokens_details", name).or(count_in(usage, "output_token_details", name));
    let cached_audio = cached_audio(usage);
    // The audio includes what of it was cached.
    let audio = detail("audio_tokens").get().map(|audio| audio.saturating_sub(cached_audio.get().unwrap_or(0)));
    Some(
        TokenUsage::new()
            .input_including_cached(count(usage, "input_tokens"), detail("cached_tokens"))
            .cache_write_inside_input(detail("cache_write_tokens"))
            .input_audio(audio)
            .cached_audio(cached_audio)
            .input_image(detail("image_tokens"))
            .output(count(usage, "output_tokens"))
            .reasoning(generated("reasoning_tokens"))
            .output_audio(generated("audio_tokens"))
            .output_image(generated("image_tokens"))
            .web_searches(searches(body))
            .cost_dollars(xai::cost(usage))
            .served(ServiceTier::from_name(text(body, "service_tier").unwrap_or_default())),
    )
}

fn cached_audio(usage: &Object) -> Field<'_> {
    let details = object(usage, "input_token_details").and_then(|details| object(details, "cached_tokens_details"));
    Field(details.and_then(|details| details.get("audio_tokens")))
}

/// The searches, which are billed; opening a page that was found is not.
fn searches(body: &Object) -> Option<u64> {
    let output = objects(body, "output").filter(|item| is(item, "type", "web_search_call"));
    let searches = output.filter(|item| object(item, "action").is_none_or(|action| is(action, "type", "search")));
    // No search at all can't be distinguished from a model that does not search.
    Some(searches.count()).filter(|count| *count > 0).and_then(|count| u64::try_from(count).ok())
}

pub(super) fn failure(body: &Object) -> Option<ErrorType> {
    let code = object(body, "error").and_then(|error| text(error, "code"));
    let reason = object(body, "incomplete_details").and_then(|details| text(details, "reason"));
    openai_status::failure(text(body, "status").unwrap_or_default(), code, reason).or_else(|| {
        let mut content = objects(body, "output").flat_map(|item| objects(item, "content"));
        content.any(|part| is(part, "type", "refusal")).then_some(ErrorType::ContentFilter)
    })
}
