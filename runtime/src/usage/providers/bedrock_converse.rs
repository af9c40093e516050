//! Reads Bedrock Converse, whose `inputTokens` exclude what was read from and written to the cache.

use super::fields::{Object, count, is, object, objects, text};
use crate::{
    ErrorType, FinishReason,
    usage::{ServiceTier, TokenUsage},
};

pub(super) fn usage(body: &Object) -> Option<TokenUsage> {
    let usage = object(body, "usage")?;
    let one_hour = objects(usage, "cacheDetails").filter(|written| is(written, "ttl", "1h"));
    let tier = object(body, "serviceTier").and_then(|tier| text(tier, "type"));
    Some(
        TokenUsage::new()
            .input_excluding_cached(
                count(usage, "inputTokens"),
                count(usage, "cacheReadInputTokens"),
                count(usage, "cacheWriteInputTokens"),
            )
            .cache_write_one_hour(
                one_hour.filter_map(|written| count(written, "inputTokens").get()).reduce(u64::saturating_add),
            )
            .output(count(usage, "outputTokens"))
            .served(ServiceTier::from_name(tier.unwrap_or_default())),
    )
}

/// The model, which a reply names only if a prompt router chose it.
pub(super) fn model(body: &Object) -> Option<&str> {
    let router = object(body, "trace").and_then(|trace| object(trace, "promptRouter"));
    router.and_then(|router| text(router, "invokedModelId")).or_else(|| text(body, "modelId"))
}

pub(super) fn failure(body: &Object) -> Option<ErrorType> {
    text(body, "stopReason").and_then(FinishReason::failure_by_name)
}
