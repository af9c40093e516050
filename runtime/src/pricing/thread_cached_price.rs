//! Caches the price of a series' model for one thread, for speed alone.

use super::{
    active_catalog::ActiveCatalog, cost::Cost, estimate::Priced, model_price::ModelPrice, price_resolver::MAX_NAME,
    timed_rates::TimedRates,
};
use crate::{clock::Moment, label::bounded, usage::DisjointUsage};
use std::sync::Arc;

/// Kept for speed alone: an ordinary call is priced by a few multiplications, without a lock or a shared reference count.
#[derive(Debug)]
pub(crate) struct ThreadCachedPrice {
    provider: Option<Box<str>>,
    model: Arc<ModelPrice>,
    rates: TimedRates,
}

impl ThreadCachedPrice {
    /// `None` while the catalog is being loaded.
    pub(super) fn new(provider: Option<&str>, model: Arc<ModelPrice>, active: &ActiveCatalog) -> Option<Self> {
        let rates = model.rates(active)?;
        Some(Self { provider: provider.map(|provider| bounded(provider, MAX_NAME).into()), model, rates })
    }

    #[inline]
    pub(super) fn is_from(&self, provider: Option<&str>) -> bool {
        self.provider.as_deref() == provider
    }

    #[inline]
    pub(super) fn holds(&self, ended: Moment, active: &ActiveCatalog) -> bool {
        self.rates.hold(ended, active.generation())
    }

    /// `None` for a call that is not ordinary, or has no complete price.
    #[inline]
    pub(super) fn ordinary_cost(&self, usage: &DisjointUsage<'_>) -> Option<Cost> {
        self.rates.flat.ordinary_cost(usage.ordinary_counts()?)
    }

    /// The price of any call.
    pub(super) fn price(&self, usage: &DisjointUsage<'_>, ended: Moment, active: &ActiveCatalog) -> Priced {
        self.model.price(usage, ended, active)
    }

    pub(super) fn model(&self) -> &Arc<ModelPrice> {
        &self.model
    }
}
