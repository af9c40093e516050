//! What a call costs: the user's price, then local models, then the book, then the fallback, else nobody knows.

use super::Price;
use super::{
    Estimate,
    catalog::Catalog,
    flat_rates::FlatRates,
    local_models::is_local_model,
    model_price::{Answer, ModelPrice},
    overrides::Overrides,
    series_price_cache::{SeriesPriceCache, When},
    timed_rates::ThreadPrice,
};
use crate::{TokenUsage, clock::Moment};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

/// Models whose price is remembered; a program that calls more of them has the others found out each time.
const KEPT: usize = 4_096;

type Key = (Option<Box<str>>, Box<str>);

#[derive(Debug, Default)]
pub(crate) struct Prices {
    overrides: Overrides,
    fallback: Option<Price>,
    known: RwLock<BTreeMap<Key, Arc<ModelPrice>>>,
}

/// What a call costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priced {
    Cost(Estimate),
    /// Nobody knows.
    Unknown,
    /// The book still loads: [`defer`](super::defer) it.
    NotReady,
}

impl Prices {
    pub(crate) fn new(overrides: BTreeMap<String, Price>, fallback: Option<Price>) -> Self {
        Self { overrides: Overrides::new(overrides), fallback, known: RwLock::default() }
    }

    /// What a call that ended just now cost.
    pub(crate) fn price(
        &self,
        memo: &SeriesPriceCache,
        provider: Option<&str>,
        model: &str,
        usage: &TokenUsage,
    ) -> Priced {
        self.known(memo, provider, model).price(self, usage, When::now())
    }

    /// As [`price`](Self::price), for who has read the clock already, and holds a quote of this model.
    #[inline]
    pub(crate) fn price_quoted(
        &self,
        quoted: &mut Option<Box<ThreadPrice>>,
        memo: &SeriesPriceCache,
        provider: Option<&str>,
        model: &str,
        usage: &TokenUsage,
        ended: Moment,
    ) -> Priced {
        let held = quoted.as_ref().filter(|quoted| quoted.holds(provider, ended));
        match held.map(|quoted| quoted.cost(usage)) {
            Some(Some(cost)) => Priced::Cost(Estimate::complete(cost)),
            Some(None) => self.known(memo, provider, model).price(self, usage, When::Moment(ended)),
            None => {
                let known = self.known(memo, provider, model);
                let priced = known.price(self, usage, When::Moment(ended));
                *quoted = known.quote().map(|quote| Box::new(ThreadPrice::new(provider, quote)));
                priced
            }
        }
    }

    /// As [`price`](Self::price), for a call that ended some time ago.
    #[cfg(test)]
    pub(crate) fn price_at(
        &self,
        memo: &SeriesPriceCache,
        provider: Option<&str>,
        model: &str,
        usage: &TokenUsage,
        ended: std::time::SystemTime,
    ) -> Priced {
        self.known(memo, provider, model).price(self, usage, When::Time(ended))
    }

    fn known(&self, memo: &SeriesPriceCache, provider: Option<&str>, model: &str) -> Arc<ModelPrice> {
        memo.get(provider, model).cloned().unwrap_or_else(|| self.find_out(memo, provider, model))
    }

    #[cold]
    fn find_out(&self, memo: &SeriesPriceCache, provider: Option<&str>, model: &str) -> Arc<ModelPrice> {
        let key = (provider.map(Box::from), Box::from(model));
        let kept = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let known = kept.unwrap_or_else(|| {
            let known = Arc::new(ModelPrice::new(provider, model, self.own(provider, model)));
            let mut all = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if all.len() < KEPT { Arc::clone(all.entry(key).or_insert(known)) } else { known }
        });
        memo.set(&known);
        known
    }

    /// What needs no book.
    fn own(&self, provider: Option<&str>, model: &str) -> Option<FlatRates> {
        let own = self.overrides.get(provider, model).map(FlatRates::of);
        own.or_else(|| is_local_model(provider, model).then_some(FlatRates::FREE))
    }

    pub(super) fn answer_of(&self, book: Option<Arc<Catalog>>, provider: Option<&str>, model: &str) -> Answer {
        let found = book.and_then(|book| {
            let reference = book.find(provider, model)?;
            Some(Answer::Catalog(book, reference))
        });
        found.unwrap_or_else(|| Answer::Else(self.fallback.map_or(FlatRates::UNKNOWN, FlatRates::of)))
    }
}

#[cfg(test)]
mod tests;
