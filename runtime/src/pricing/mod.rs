//! Converts the tokens of a call to dollars.

mod cost;
mod estimate;
mod missing_prices;
mod price_book;
mod user_price;

pub use cost::Cost;
pub use estimate::Estimate;
pub use missing_prices::Missing;
pub use price_book::{PriceBook, PriceBookError, reload};
pub use user_price::Price;

#[cfg(feature = "registry")]
mod active_catalog;
#[cfg(feature = "registry")]
mod billable_counts;
#[cfg(feature = "registry")]
mod catalog;
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
mod overrides;
#[cfg(feature = "registry")]
mod price_resolver;
#[cfg(feature = "registry")]
mod providers;
#[cfg(feature = "registry")]
mod release;
#[cfg(feature = "registry")]
mod thread_cached_price;
#[cfg(feature = "registry")]
mod timed_rates;
#[cfg(feature = "registry")]
mod token_rates;

#[cfg(feature = "registry")]
pub(crate) use {
    active_catalog::{age_seconds, defer, load_in_background, wait_for_calls, wait_until_ready},
    estimate::Priced,
    price_resolver::PriceResolver,
    providers::provider_name,
    release::same_model,
    thread_cached_price::ThreadCachedPrice,
};
