//! Converts the tokens of a call to dollars.
//!
//! The price of one call is found in these steps:
//!
//! 1. [`billable_counts`] splits the usage into the kinds of tokens that have prices: uncached input, cached input, cache
//!    writes and output.
//! 2. [`overrides`] finds the user's own price of the model. [`user_price`] has a price of each kind of token: a cached token
//!    costs as much as other input, unless `cached_input` is set.
//! 3. [`local_models`] recognises a model that runs on the user's own machine: its tokens cost nothing.
//! 4. [`catalog`] finds any other model in the active price book and prices the call: [`catalog::genai_prices_catalog`] by the calculator of
//!    `genai-prices`, [`catalog::litellm`] by LiteLLM's file. Both have prices of cached tokens; where a model lacks one,
//!    they cost as much as other input, and it is one of the [`missing_prices`].
//! 5. [`model_price`] takes the fallback price for a model that the catalog does not have; without one, the price is
//!    [`Unknown`](estimate::Priced::Unknown).
//!
//! [`price_resolver`] does steps 2 and 3, once for each model. [`token_rates`] multiplies the tokens with the prices of the
//! user. It does so with those of a catalog too, where they are constant for calls up to some size ([`flat_rates`]) and in the
//! current hour ([`timed_rates`]); each thread keeps such rates with its series ([`thread_cached_price`]).

mod cost;
mod estimate;
mod missing_prices;
mod price_book;
mod user_price;

pub use cost::Cost;
pub use estimate::Estimate;
pub use missing_prices::MissingPrice;
pub use price_book::{PriceBook, PriceBookError};
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
    active_catalog::{load_in_background, run_when_ready, wait_for_calls, wait_until_ready},
    estimate::Priced,
    loading::catch_panic,
    price_resolver::PriceResolver,
    providers::provider_name,
    release::same_model,
    thread_cached_price::ThreadCachedPrice,
};
