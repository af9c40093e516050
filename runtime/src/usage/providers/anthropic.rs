//! Reads the usage in a body of Anthropic's Messages API.
//!
//! `input_tokens` exclude what was read from and written to the cache, `output_tokens` include thinking. In a stream,
//! `message_start` reports the input, and each `message_delta` running totals.

use super::fields::{Field, Object, count, count_in, is, object, objects, text};
use crate::{
    ErrorType, FinishReason,
    usage::{Count, IntoCount, ServiceTier, TokenUsage},
};

pub(super) fn usage(body: &Object) -> Option<TokenUsage> {
    let usage = object(body, "usage")?;
    let with_compaction = |name| with_compaction(usage, count(usage, name), name);
    let lifetimes = object(usage, "cache_creation");
    let written = match with_compaction("cache_creation_input_tokens") {
        Count::Unreported => lifetimes
            .and_then(|written| {
                let of = |name| count(written, name).get();
                let (five_minutes, one_hour) = (of("ephemeral_5m_input_tokens"), of("ephemeral_1h_input_tokens"));
                (five_minutes.is_some() || one_hour.is_some())
                    .then(|| five_minutes.unwrap_or(0).saturating_add(one_hour.unwrap_or(0)))
            })
            .into_count(),
        written => written,
    };
    Some(
        TokenUsage::new()
            .input_excluding_cached(
                with_compaction("input_tokens"),
                with_compaction("cache_read_input_tokens"),
                written,
            )
            .cache_write_one_hour(count_in(usage, "cache_creation", "ephemeral_1h_input_tokens"))
            .output(with_compaction("output_tokens"))
            .reasoning(count_in(usage, "output_tokens_details", "thinking_tokens"))
            .web_searches(count_in(usage, "server_tool_use", "web_search_requests"))
            .served(served(usage)),
    )
}

/// Adds the tokens of compactions: the model read the conversation for them as well, which is billed but reported only in
/// `iterations`.
fn with_compaction(usage: &Object, reported: Field<'_>, name: &str) -> Count {
    let compacted = objects(usage, "iterations").filter(|iteration| is(iteration, "type", "compaction"));
    let more: u64 = compacted.filter_map(|iteration| count(iteration, name).get()).fold(0, u64::saturating_add);
    match reported.into_count() {
        Count::Reported(tokens) => Count::Reported(tokens.saturating_add(more)),
        other => other,
    }
}

/// The service tier. The fast mode is none of them: its price is not that of the priority tier.
fn served(usage: &Object) -> ServiceTier {
    if is(usage, "speed", "fast") {
        return ServiceTier::Unknown;
    }
    ServiceTier::from_name(text(usage, "service_tier").unwrap_or_default())
}

pub(super) fn failure(body: &Object) -> Option<ErrorType> {
    let delta = object(body, "delta").unwrap_or(body);
    text(delta, "stop_reason").and_then(FinishReason::failure_by_name)
}
