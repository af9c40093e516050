//! Reads the fields in which xAI differs from OpenAI.
//!
//! Reasoning is beside `completion_tokens` in some answers and inside in others, and an answer may report its cost.
//! `prompt_tokens_details.text_tokens` is the whole prompt, cached tokens included, and is not used.

use super::fields::{Object, count, count_in};

/// Whether the reasoning comes on top of `completion_tokens`: proven by the total, or because the part would be more than the
/// whole. Without proof it is inside, as with every other provider.
pub(super) fn reasoning_is_outside(usage: &Object) -> bool {
    let get = |name| count(usage, name).get();
    let Some(reasoning) = count_in(usage, "completion_tokens_details", "reasoning_tokens").get() else { return false };
    let Some(completion) = get("completion_tokens") else { return false };
    let sums = get("prompt_tokens").map(|prompt| prompt.saturating_add(completion)).zip(get("total_tokens"));
    reasoning > completion || sums.is_some_and(|(sum, total)| reasoning > 0 && total == sum.saturating_add(reasoning))
}

/// The cost in dollars, of which ten thousand million ticks are one.
pub(super) fn cost(usage: &Object) -> Option<f64> {
    const TICKS: f64 = 1e10;
    usage.get("cost_in_usd_ticks")?.as_f64().map(|ticks| ticks / TICKS)
}
