//! Reads the usage in a body of Gemini's `generateContent`.
//!
//! `promptTokenCount` includes cached tokens, `candidatesTokenCount` excludes thoughts, and the tokens of tool results are
//! beside the prompt.

use super::fields::{Field, Object, count, is, object, objects, text};
use crate::{
    ErrorType, FinishReason,
    usage::{Count, IntoCount, ServiceTier, TokenUsage},
};

pub(super) fn usage(body: &Object) -> Option<TokenUsage> {
    let usage = object(body, "usageMetadata")?;
    let (prompt, candidates) = (count(usage, "promptTokenCount"), count(usage, "candidatesTokenCount"));
    let (tools, thoughts) = (count(usage, "toolUsePromptTokenCount"), count(usage, "thoughtsTokenCount"));
    let inside = Inside::proven_by(usage);
    let input = match (prompt.into_count(), tools.get()) {
        (Count::Reported(prompt), Some(tools)) if !inside.tools => Count::Reported(prompt.saturating_add(tools)),
        (Count::Unreported, Some(tools)) => Count::Reported(tools),
        (prompt, _) => prompt,
    };
    let reported =
        TokenUsage::new().input_including_cached(input, count(usage, "cachedContentTokenCount")).served(served(usage));
    let reported = if inside.thoughts {
        reported.output(candidates).reasoning(thoughts)
    } else {
        reported.output_excluding_reasoning(candidates, thoughts)
    };
    let cached = |modality| {
        let tokens = sum(usage, &["cacheTokensDetails"], modality)?;
        Some(reported.cached_input_tokens().map_or(tokens, |cached| tokens.min(cached)))
    };
    // The modalities of the prompt include cached tokens.
    let uncached = |modality| {
        let tokens = sum(usage, &["promptTokensDetails", "toolUsePromptTokensDetails"], modality)?;
        Some(tokens.saturating_sub(cached(modality).unwrap_or(0)))
    };
    let generated = |modality| sum(usage, &["candidatesTokensDetails"], modality);
    Some(
        reported
            .input_audio(uncached("AUDIO"))
            .cached_audio(cached("AUDIO"))
            .input_image(uncached("IMAGE"))
            .output_audio(generated("AUDIO"))
            .output_image(generated("IMAGE")),
    )
}

/// Counts that are inside another, though they are beside it as a rule: the total of some answers proves it.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    tools: bool,
    thoughts: bool,
}

impl Inside {
    fn proven_by(usage: &Object) -> Self {
        let get = |name| count(usage, name).get().unwrap_or(0);
        let Some(total) = count(usage, "totalTokenCount").get() else { return Self::default() };
        let alone = get("promptTokenCount").saturating_add(get("candidatesTokenCount"));
        let (tools, thoughts) = (get("toolUsePromptTokenCount"), get("thoughtsTokenCount"));
        let beside = [(true, true), (false, true), (true, false), (false, false)].into_iter().find(|beside| {
            let (tools, thoughts) = (if beside.0 { tools } else { 0 }, if beside.1 { thoughts } else { 0 });
            total == alone.saturating_add(tools).saturating_add(thoughts)
        });
        beside.map_or(Self::default(), |(tools, thoughts)| Self { tools: !tools, thoughts: !thoughts })
    }
}

/// The sum over the entries of a modality; `None` if there is none.
fn sum(usage: &Object, lists: &[&str], modality: &str) -> Option<u64> {
    let entries = lists.iter().flat_map(|list| objects(usage, list)).filter(|entry| is(entry, "modality", modality));
    entries.filter_map(|entry| Field(entry.get("tokenCount")).get()).reduce(u64::saturating_add)
}

/// The service tier: `serviceTier` of the Gemini API, `trafficType` of Vertex.
fn served(usage: &Object) -> ServiceTier {
    match text(usage, "serviceTier").or_else(|| text(usage, "trafficType")).unwrap_or_default() {
        "ON_DEMAND_FLEX" => ServiceTier::Flex,
        "ON_DEMAND_PRIORITY" => ServiceTier::Priority,
        "TRAFFIC_TYPE_UNSPECIFIED" | "unspecified" => ServiceTier::Standard,
        name => ServiceTier::from_name(name),
    }
}

pub(super) fn failure(body: &Object) -> Option<ErrorType> {
    let blocked = object(body, "promptFeedback").is_some_and(|feedback| text(feedback, "blockReason").is_some());
    let mut reasons = objects(body, "candidates").filter_map(|candidate| text(candidate, "finishReason"));
    if blocked { Some(ErrorType::ContentFilter) } else { reasons.find_map(FinishReason::failure_by_name) }
}
