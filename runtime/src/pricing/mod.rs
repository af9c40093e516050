//! What LLM calls cost.
//!
//! The price of a model is looked for in this order: your own ([`Config::price`](crate::Config::price)), nothing for
//! models on your own machine (`ollama/…`, `local/…`, `lmstudio/…`, `llamacpp/…`, `vllm/…`), the price book (the one
//! that is compiled in, until you [`reload`] another), then the fallback price if you set one. Beyond that nobody knows it,
//! and no price is invented.
//!
//! A model may be known, and yet not all that a call used: what is [`Missing`] is counted by reason in
//! `llm_incomplete_costs_total`, and the rest is priced.

mod cost;
mod estimate;
mod missing;
mod price_book;
mod spend;

pub use cost::Cost;
pub use estimate::Estimate;
pub use missing::Missing;
pub use price_book::{PriceBook, PriceBookError, reload};
pub use spend::{Spend, spend};

#[cfg(feature = "registry")]
mod active_catalog;
#[cfg(feature = "prices")]
mod catalog;
#[cfg(all(feature = "registry", not(feature = "prices")))]
#[path = "null_catalog.rs"]
mod catalog;
#[cfg(feature = "registry")]
mod counts;
#[cfg(feature = "registry")]
mod flat_rates;
#[cfg(feature = "registry")]
mod loading;
#[cfg(feature = "registry")]
mod local_models;
#[cfg(feature = "prices")]
mod model_name;
#[cfg(feature = "registry")]
mod model_price;
#[cfg(feature = "registry")]
mod otel_provider;
#[cfg(feature = "registry")]
mod overrides;
#[cfg(feature = "registry")]
mod prices;
#[cfg(feature = "prices")]
mod provider;
#[cfg(feature = "registry")]
mod rates;
#[cfg(feature = "registry")]
mod series_price_cache;
#[cfg(feature = "registry")]
mod timed_rates;

#[cfg(feature = "registry")]
pub(crate) use {
    active_catalog::{age_seconds, defer, load_in_background, wait_for_calls, wait_until_ready},
    otel_provider::provider_name,
    prices::{Priced, Prices},
    series_price_cache::SeriesPriceCache,
    timed_rates::ThreadPrice,
};

use crate::TokenUsage;

/// What a call of `model` that used so much costs now, in the prices that the metrics use; `None` if nobody knows.
///
/// The model is called as in `#[llm_metered]`, with or without its provider (`gpt-4o`, `bedrock/anthropic.claude-…`).
/// What `usage` does not report counts as zero, and a cost that it reports itself is not looked at. Whether the cost is
/// complete tells [`Estimate::of`]. Without the feature `metrics` it is always `None`.
///
/// The first call may block some ten milliseconds, until the price book is loaded. It counts as use of the metrics: call
/// [`init`](crate::init) before. In the scope of a [`Recorder`](crate::testing::Recorder) its prices hold.
///
/// ```
/// use agent_metrics::{TokenUsage, pricing::estimate};
///
/// let usage = TokenUsage::new().input(1_000_000).output(100_000);
/// if agent_metrics::ENABLED {
///     let cost = estimate("gpt-4o", &usage).expect("a model that is known");
///     assert_eq!(cost.to_string(), "$3.5");
/// }
/// assert_eq!(estimate("gpt-4o-of-my-dreams", &usage), None);
/// ```
pub fn estimate(model: &str, usage: &TokenUsage) -> Option<Cost> {
    Estimate::of(model, usage).map(|estimate| estimate.cost())
}

/// A provider's name in lower case, with one separator instead of four.
#[cfg(feature = "registry")]
fn normalize(provider: &str) -> String {
    provider.trim().to_lowercase().replace(['_', '.', ' '], "-")
}
