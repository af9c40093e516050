//! What a call costs: the user's price, then local models, then the book, then the fallback, else nobody knows.

use super::{
    Estimate,
    book::Book,
    flat::Flat,
    known::{Answer, Known},
    local::is_local,
    memo::{PriceMemo, When},
    overrides::Overrides,
};
use crate::{Price, TokenUsage};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

/// Models whose price is remembered; a program that calls more of them has the others found out each time.
const KEPT: usize = 4_096;

type Key = (Option<Box<str>>, Box<str>);

#[derive(Debug, Default)]
pub(crate) struct Prices {
    overrides: Overrides,
    fallback: Option<Price>,
    known: RwLock<BTreeMap<Key, Arc<Known>>>,
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

    /// What a call that ended just now cost. Reads the clock for the prices of the book.
    pub(crate) fn price(&self, memo: &PriceMemo, provider: Option<&str>, model: &str, usage: &TokenUsage) -> Priced {
        self.price_by(memo, provider, model, usage, When::Now)
    }

    /// As [`price`](Self::price), for who has read the clock already (not long ago).
    pub(crate) fn price_when(
        &self,
        memo: &PriceMemo,
        provider: Option<&str>,
        model: &str,
        usage: &TokenUsage,
        ended: Instant,
    ) -> Priced {
        self.price_by(memo, provider, model, usage, When::Instant(ended))
    }

    /// As [`price`](Self::price), for a call that ended some time ago.
    #[cfg(test)]
    pub(crate) fn price_at(
        &self,
        memo: &PriceMemo,
        provider: Option<&str>,
        model: &str,
        usage: &TokenUsage,
        ended: std::time::SystemTime,
    ) -> Priced {
        self.price_by(memo, provider, model, usage, When::Time(ended))
    }

    #[inline]
    fn price_by(
        &self,
        memo: &PriceMemo,
        provider: Option<&str>,
        model: &str,
        usage: &TokenUsage,
        when: When,
    ) -> Priced {
        match memo.get(provider, model) {
            Some(known) => known.price(self, usage, when),
            None => self.find_out(memo, provider, model, usage, when),
        }
    }

    #[cold]
    fn find_out(
        &self,
        memo: &PriceMemo,
        provider: Option<&str>,
        model: &str,
        usage: &TokenUsage,
        when: When,
    ) -> Priced {
        let key = (provider.map(Box::from), Box::from(model));
        let kept = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let known = kept.unwrap_or_else(|| {
            let known = Arc::new(Known::new(provider, model, self.own(provider, model)));
            let mut all = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if all.len() < KEPT { Arc::clone(all.entry(key).or_insert(known)) } else { known }
        });
        memo.set(&known);
        known.price(self, usage, when)
    }

    /// What needs no book.
    fn own(&self, provider: Option<&str>, model: &str) -> Option<Flat> {
        let own = self.overrides.get(provider, model).map(Flat::of);
        own.or_else(|| is_local(provider, model).then_some(Flat::FREE))
    }

    pub(super) fn answer_of(&self, book: Option<Arc<Book>>, provider: Option<&str>, model: &str) -> Answer {
        let found = book.and_then(|book| {
            let reference = book.find(provider, model)?;
            Some(Answer::Book(book, reference))
        });
        found.unwrap_or_else(|| Answer::Else(self.fallback.map_or(Flat::UNKNOWN, Flat::of)))
    }
}

#[cfg(test)]
mod tests;
