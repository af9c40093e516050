//! What is known of one model's price.

use super::{
    Priced, Prices,
    active_catalog::{self, ActiveCatalog},
    catalog::{Catalog, Reference},
    counts::Counts,
    flat_rates::FlatRates,
    series_price_cache::{RatesByTier, When},
    timed_rates::TimedRates,
};
use crate::{ServedTier, TokenUsage};
use std::sync::{Arc, PoisonError, RwLock};

/// Shared by all series of the model.
#[derive(Debug)]
pub(super) struct ModelPrice {
    provider: Option<Box<str>>,
    model: Box<str>,
    /// The user's own price, or nothing: it holds for ever, whatever the book says.
    own: Option<FlatRates>,
    pub(super) quotes: RatesByTier,
    found: RwLock<Option<Found>>,
}

/// What a book says of the model.
#[derive(Debug, Clone)]
struct Found {
    generation: u64,
    answer: Arc<Answer>,
}

#[derive(Debug)]
pub(super) enum Answer {
    Catalog(Arc<Catalog>, Reference),
    /// What holds while the book does not know the model.
    Else(FlatRates),
}

impl ModelPrice {
    pub(super) fn new(provider: Option<&str>, model: &str, own: Option<FlatRates>) -> Self {
        Self {
            provider: provider.map(Box::from),
            model: model.into(),
            own,
            quotes: RatesByTier::default(),
            found: RwLock::default(),
        }
    }

    pub(super) fn is_of(&self, provider: Option<&str>, model: &str) -> bool {
        *self.model == *model && self.provider.as_deref() == provider
    }

    pub(super) fn price(&self, prices: &Prices, usage: &TokenUsage, when: When) -> Priced {
        let counts = Counts::from(usage);
        if let Some(own) = &self.own {
            return own.price(&counts);
        }
        match self.quotes.get(counts.tier, when) {
            Some(TimedRates { flat, .. }) if flat.holds(&counts) => flat.price(&counts),
            seen => self.ask(prices, seen.is_some(), &counts, when),
        }
    }

    /// What ordinary calls cost now, if that is known by now.
    pub(super) fn quote(&self) -> Option<TimedRates> {
        let own = self.own.map(|own| TimedRates::new(own, active_catalog::generation()));
        own.or_else(|| self.quotes.get(ServedTier::Standard, When::now()))
    }

    /// Asks the book, and finds out before whether it need be asked again this hour.
    fn ask(&self, prices: &Prices, seen: bool, counts: &Counts, when: When) -> Priced {
        let Some(Found { generation, answer }) = self.found(prices) else { return Priced::NotReady };
        let (book, reference) = match &*answer {
            Answer::Catalog(book, reference) => (book, reference),
            Answer::Else(flat) => {
                self.quotes.set(counts.tier, TimedRates::new(*flat, generation));
                return flat.price(counts);
            }
        };
        let time = when.time();
        if !seen {
            let last = self.quotes.last(counts.tier).map(|quote| quote.flat);
            self.quotes.set(counts.tier, TimedRates::new(book.flat(reference, counts.tier, time, last), generation));
        }
        book.estimate(reference, *counts, time).map_or(Priced::Unknown, Priced::Cost)
    }

    /// `None` while the book loads.
    fn found(&self, prices: &Prices) -> Option<Found> {
        let ActiveCatalog { generation, book } = active_catalog::get()?;
        let found = self.found.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(found) = found.filter(|found| found.generation == generation) {
            return Some(found);
        }
        let answer = prices.answer_of(book, self.provider.as_deref(), &self.model);
        let found = Found { generation, answer: Arc::new(answer) };
        *self.found.write().unwrap_or_else(PoisonError::into_inner) = Some(found.clone());
        Some(found)
    }
}
