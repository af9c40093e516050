//! Gemini's `generateContent`: cached tokens are inside `promptTokenCount`, thoughts are beside `candidatesTokenCount`, and
//! what the results of tools were read with is beside the prompt.

use super::fields::{Field, Object, count, is, object, objects, text};
use crate::{
    ErrorType,
    usage::{Count, IntoCount, ServedTier, TokenUsage},
};

pub(super) fn usage(body: &Object) -> Option<TokenUsage> {
    let usage = object(body, "usageMetadata")?;
    let input = match (count(usage, "promptTokenCount").into_count(), count(usage, "toolUsePromptTokenCount").get()) {
        (Count::Reported(prompt), Some(tools)) => Count::Reported(prompt.saturating_add(tools)),
        (Count::Unreported, Some(tools)) => Count::Reported(tools),
        (prompt, _) => prompt,
    };
    let told = TokenUsage::new()
        .input_including_cached(input, count(usage, "cachedContentTokenCount"))
        .output_excluding_reasoning(count(usage, "candidatesTokenCount"), count(usage, "thoughtsTokenCount"))
        .served(served(usage));
    let parts = Parts { usage, input: told.input_tokens(), cached: told.cached_input_tokens() };
    let output = told.output_tokens();
    let made = |modality| sum(usage, &["candidatesTokensDetails"], modality).map(|made| limited(made, output));
    Some(
        told.input_audio(parts.uncached("AUDIO"))
            .cached_audio(parts.cached("AUDIO"))
            .input_image(parts.uncached("IMAGE"))
            .output_audio(made("AUDIO"))
            .output_image(made("IMAGE")),
    )
}

/// The tokens of a modality. Those of the prompt include the cached ones.
struct Parts<'a> {
    usage: &'a Object,
    input: Option<u64>,
    cached: Option<u64>,
}

impl Parts<'_> {
    fn cached(&self, modality: &str) -> Option<u64> {
        sum(self.usage, &["cacheTokensDetails"], modality).map(|cached| limited(cached, self.cached))
    }

    fn uncached(&self, modality: &str) -> Option<u64> {
        let whole = sum(self.usage, &["promptTokensDetails", "toolUsePromptTokensDetails"], modality)?;
        Some(limited(whole.saturating_sub(self.cached(modality).unwrap_or(0)), self.input))
    }
}

/// `None` if no entry is of the modality.
fn sum(usage: &Object, lists: &[&str], modality: &str) -> Option<u64> {
    let entries = lists.iter().flat_map(|list| objects(usage, list)).filter(|entry| is(entry, "modality", modality));
    entries.filter_map(|entry| Field(entry.get("tokenCount")).get()).reduce(u64::saturating_add)
}

fn limited(part: u64, whole: Option<u64>) -> u64 {
    whole.map_or(part, |whole| part.min(whole))
}

/// The Gemini API says `serviceTier`, Vertex `trafficType`.
fn served(usage: &Object) -> ServedTier {
    match text(usage, "serviceTier").or_else(|| text(usage, "trafficType")).unwrap_or_default() {
        "ON_DEMAND_FLEX" => ServedTier::Flex,
        "ON_DEMAND_PRIORITY" => ServedTier::Priority,
        "TRAFFIC_TYPE_UNSPECIFIED" | "unspecified" => ServedTier::Standard,
        name => ServedTier::from_name(name),
    }
}

pub(super) fn failure(body: &Object) -> Option<ErrorType> {
    const FILTERED: &[&str] = &[
        "SAFETY",
        "RECITATION",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "MODEL_ARMOR",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
    ];
    let blocked = object(body, "promptFeedback").is_some_and(|feedback| text(feedback, "blockReason").is_some());
    let filtered = |candidate: &Object| FILTERED.iter().any(|reason| is(candidate, "finishReason", reason));
    (blocked || objects(body, "candidates").any(filtered)).then_some(ErrorType::ContentFilter)
}
