//! Resolves what prices a model, once for each model: the user's own price, local models, the catalog, or the fallback.

use super::{
    active_catalog::ActiveCatalog,
    estimate::{Estimate, Priced},
    flat_rates::FlatRates,
    local_models::is_local_model,
    model_price::ModelPrice,
    overrides::Overrides,
    thread_cached_price::ThreadCachedPrice,
    user_price::Price,
};
use crate::{TokenUsage, clock::Moment, label::bounded, usage::DisjointUsage};
use hashbrown::{Equivalent, HashMap};
use parking_lot::RwLock;
use std::{collections::BTreeMap, panic::RefUnwindSafe, sync::Arc};

/// Models whose price is kept; where one more is called, all of them are forgotten, and looked up again when they are called.
const MAX_MODELS: usize = 4_096;

/// How many bytes of a name prices are looked up by. Names come from responses, too, and are kept.
pub(super) const MAX_NAME: usize = 1_024;

/// A provider, where one was given, and a model.
type Key = (Option<Box<str>>, Box<str>);

/// The same by reference, so that a model which is known is found without an allocation. It has the hash of a [`Key`].
#[derive(Hash)]
struct KeyRef<'a>(Option<&'a str>, &'a str);

impl Equivalent<Key> for KeyRef<'_> {
    fn equivalent(&self, (provider, model): &Key) -> bool {
        self.0 == provider.as_deref() && *self.1 == **model
    }
}

#[derive(Debug, Default)]
pub(crate) struct PriceResolver {
    overrides: Overrides,
    fallback: Option<FlatRates>,
    models: RwLock<HashMap<Key, Arc<ModelPrice>>>,
    pub(super) active: ActiveCatalog,
}

/// No panic leaves a lock with a half-written value. `parking_lot` can't assert that for its users, as `std` does by poisoning;
/// a `Recorder` has to stay usable within `catch_unwind`.
impl RefUnwindSafe for PriceResolver {}

impl PriceResolver {
    pub(crate) fn new(overrides: BTreeMap<String, Price>, fallback: Option<Price>) -> Self {
        Self {
            overrides: Overrides::new(overrides),
            fallback: fallback.map(FlatRates::from),
            models: RwLock::default(),
            active: ActiveCatalog::default(),
        }
    }

    /// The price of a call that ended just now.
    pub(crate) fn price(&self, provider: Option<&str>, model: &str, usage: &TokenUsage) -> Priced {
        self.model(provider, model).price(&usage.disjoint(), Moment::now(), &self.active)
    }

    /// As [`price`](Self::price), for a caller that has read the clock already, and that may have a place where the price of
    /// this model is remembered.
    #[inline]
    pub(crate) fn price_remembered(
        &self,
        remembered: Option<&mut Option<Box<ThreadCachedPrice>>>,
        provider: Option<&str>,
        model: &str,
        usage: &DisjointUsage<'_>,
        ended: Moment,
    ) -> Priced {
        match remembered {
            Some(Some(price)) if price.is_from(provider) && price.holds(ended, &self.active) => {
                match price.ordinary_cost(usage) {
                    Some(cost) => Priced::Cost(Estimate::complete(cost)),
                    None => price.price(usage, ended, &self.active),
                }
            }
            Some(remembered) => self.price_and_remember(remembered, provider, model, usage, ended),
            None => self.model(provider, model).price(usage, ended, &self.active),
        }
    }

    #[cold]
    fn price_and_remember(
        &self,
        remembered: &mut Option<Box<ThreadCachedPrice>>,
        provider: Option<&str>,
        model: &str,
        usage: &DisjointUsage<'_>,
        ended: Moment,
    ) -> Priced {
        let known = remembered.as_ref().filter(|price| price.is_from(provider));
        let model = known.map_or_else(|| self.model(provider, model), |price| Arc::clone(price.model()));
        let priced = model.price(usage, ended, &self.active);
        *remembered = ThreadCachedPrice::new(provider, model, &self.active).map(Box::new);
        priced
    }

    /// The age of the active price book in seconds; `None` while there is none.
    pub(crate) fn age_seconds(&self) -> Option<u64> {
        self.active.age_seconds()
    }

    fn model(&self, provider: Option<&str>, model: &str) -> Arc<ModelPrice> {
        let provider = provider.map(|provider| bounded(provider, MAX_NAME));
        let (provider, model) = (provider.as_deref(), &*bounded(model, MAX_NAME));
        if let Some(known) = self.models.read().get(&KeyRef(provider, model)) {
            return Arc::clone(known);
        }
        let price = Arc::new(ModelPrice::new(provider, model, self.fixed(provider, model), self.fallback));
        let mut models = self.models.write();
        let key = (provider.map(Box::from), Box::from(model));
        if models.len() >= MAX_MODELS {
            models.clear();
        }
        Arc::clone(models.entry(key).or_insert(price))
    }

    /// The rates of a model that needs no catalog.
    fn fixed(&self, provider: Option<&str>, model: &str) -> Option<FlatRates> {
        let own = self.overrides.get(provider, model).map(FlatRates::from);
        own.or_else(|| is_local_model(provider, model).then_some(FlatRates::FREE))
    }
}

#[cfg(test)]
mod tests;
