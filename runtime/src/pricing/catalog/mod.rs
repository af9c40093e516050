//! Finds models in a catalog of prices, and prices calls by it: `genai-prices`, compiled in or from a file, or LiteLLM's file.
//! Without the feature `prices` the only catalog is an empty one.

#[cfg(feature = "prices")]
mod aliases;
#[cfg(feature = "prices")]
mod genai_prices_catalog;
#[cfg(feature = "prices")]
mod genai_prices_lookup;
#[cfg(feature = "prices")]
mod litellm;
#[cfg(feature = "prices")]
mod rate_sampling;
mod reference;

pub(super) use reference::Reference;

#[cfg(feature = "prices")]
use super::loading::catch_panic;
use super::{billable_counts::BillableCounts, estimate::Estimate, flat_rates::FlatRates};
use crate::ServiceTier;
use std::time::SystemTime;
#[cfg(feature = "prices")]
use {
    genai_prices_catalog::GenaiPrices,
    litellm::LiteLlm,
    std::time::{Duration, UNIX_EPOCH},
};

#[derive(Debug)]
pub(super) struct Catalog {
    source: Source,
    /// How old the prices are, as far as it is known.
    dated: Option<SystemTime>,
}

#[derive(Debug)]
enum Source {
    #[cfg(feature = "prices")]
    GenaiPrices(GenaiPrices),
    #[cfg(feature = "prices")]
    LiteLlm(LiteLlm),
    #[cfg(not(feature = "prices"))]
    Empty,
}

/// The day of the newest prices that applied when `genai-prices` 0.2.1 was published: 2026-10-20. The bundled data has no
/// date of its own, so this is the only version that the manifest allows.
#[cfg(feature = "prices")]
const BUNDLED_SECONDS: u64 = 1_792_454_400;

#[cfg(feature = "prices")]
impl Catalog {
    /// The catalog that is compiled in. Decoding it takes some tens of milliseconds, once in the process.
    pub(super) fn bundled() -> Self {
        let dated = UNIX_EPOCH.checked_add(Duration::from_secs(BUNDLED_SECONDS));
        Self { source: Source::GenaiPrices(GenaiPrices::bundled()), dated }
    }

    /// An array of providers is in the format of `genai-prices`, an object of models in that of LiteLLM.
    ///
    /// The error is the reason why it can't be read.
    pub(super) fn from_json(json: &[u8], dated: SystemTime) -> Result<Self, String> {
        let source = match json.trim_ascii_start().first() {
            Some(b'[') => Source::GenaiPrices(GenaiPrices::from_json(json)?),
            Some(b'{') => Source::LiteLlm(LiteLlm::from_json(json)?),
            _ => return Err("it is neither an array of providers nor an object of models".to_owned()),
        };
        let catalog = Self { source, dated: Some(dated) };
        if catalog.models() == 0 { Err("it has no model with a price".to_owned()) } else { Ok(catalog) }
    }

    pub(super) fn models(&self) -> usize {
        match &self.source {
            Source::GenaiPrices(catalog) => catalog.models(),
            Source::LiteLlm(catalog) => catalog.models(),
        }
    }
}

#[cfg(not(feature = "prices"))]
impl Catalog {
    pub(super) fn bundled() -> Self {
        Self { source: Source::Empty, dated: None }
    }
}

#[cfg_attr(not(feature = "prices"), allow(unused_variables))] // by the empty catalog
impl Catalog {
    pub(super) fn dated(&self) -> Option<SystemTime> {
        self.dated
    }

    /// The model that the name means, if the catalog has it: never one that is only called similarly.
    pub(super) fn find(&self, provider: Option<&str>, model: &str) -> Option<Reference> {
        match &self.source {
            #[cfg(feature = "prices")]
            Source::GenaiPrices(catalog) => {
                catch_panic(|| genai_prices_lookup::find(catalog, provider, model)).flatten()
            }
            #[cfg(feature = "prices")]
            Source::LiteLlm(catalog) => catalog.find(provider, model),
            #[cfg(not(feature = "prices"))]
            Source::Empty => None,
        }
    }

    /// The cost of a call; `None` if the catalog can't price it.
    pub(super) fn estimate(&self, model: &Reference, counts: BillableCounts, time: SystemTime) -> Option<Estimate> {
        match &self.source {
            #[cfg(feature = "prices")]
            Source::GenaiPrices(catalog) => catalog.estimate(model, counts, time),
            #[cfg(feature = "prices")]
            Source::LiteLlm(catalog) => catalog.estimate(model, counts, time),
            #[cfg(not(feature = "prices"))]
            Source::Empty => None,
        }
    }

    /// Flat rates for the full hour around a time, on the terms of one service tier.
    pub(super) fn flat_rates(&self, model: &Reference, tier: ServiceTier, time: SystemTime) -> FlatRates {
        #[cfg(feature = "prices")]
        {
            let cost = |counts, time| match &self.source {
                Source::GenaiPrices(catalog) => catalog.cost(model, counts, time),
                Source::LiteLlm(catalog) => catalog.estimate(model, counts, time).map(|estimate| estimate.cost()),
            };
            rate_sampling::sample(cost, |counts, time| self.estimate(model, counts, time), tier, time)
        }
        #[cfg(not(feature = "prices"))]
        FlatRates::INAPPLICABLE
    }
}

#[cfg(all(test, feature = "prices"))]
mod tests;
