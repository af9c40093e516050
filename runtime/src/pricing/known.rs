//! What is known of one model's price.

use super::{
    Priced, Prices,
    book::{Book, Reference},
    counts::Counts,
    flat::Flat,
    in_force::{self, InForce},
    memo::{HourMemo, When},
};
use crate::TokenUsage;
use std::sync::{Arc, PoisonError, RwLock};

/// Shared by all series of the model.
#[derive(Debug)]
pub(super) struct Known {
    provider: Option<Box<str>>,
    model: Box<str>,
    /// The user's own price, or nothing: it holds for ever, whatever the book says.
    own: Option<Flat>,
    /// By the terms on which a call was served.
    pub(super) hours: [HourMemo; 5],
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
    Book(Arc<Book>, Reference),
    /// What holds while the book does not know the model.
    Else(Flat),
}

impl Known {
    pub(super) fn new(provider: Option<&str>, model: &str, own: Option<Flat>) -> Self {
        Self {
            provider: provider.map(Box::from),
            model: model.into(),
            own,
            hours: Default::default(),
            found: RwLock::default(),
        }
    }

    #[inline]
    pub(super) fn is_of(&self, provider: Option<&str>, model: &str) -> bool {
        *self.model == *model && self.provider.as_deref() == provider
    }

    #[inline]
    pub(super) fn price(&self, prices: &Prices, usage: &TokenUsage, when: When) -> Priced {
        let counts = Counts::from(usage);
        if let Some(own) = &self.own {
            return own.price(&counts);
        }
        let hour = &self.hours[counts.tier as usize];
        match hour.get(when) {
            Some(flat) if flat.holds(&counts) => flat.price(&counts),
            seen => self.ask(prices, hour, seen.is_some(), &counts, when),
        }
    }

    /// Asks the book, and finds out before whether it need be asked again this hour.
    #[cold]
    fn ask(&self, prices: &Prices, hour: &HourMemo, seen: bool, counts: &Counts, when: When) -> Priced {
        let Some(Found { generation, answer }) = self.found(prices) else { return Priced::NotReady };
        let (book, reference) = match &*answer {
            Answer::Book(book, reference) => (book, reference),
            Answer::Else(flat) => {
                hour.set(*flat, generation);
                return flat.price(counts);
            }
        };
        let time = when.time();
        if !seen {
            hour.set(book.flat(reference, counts.tier, time, hour.last()), generation);
        }
        book.estimate(reference, *counts, time).map_or(Priced::Unknown, Priced::Cost)
    }

    /// `None` while the book loads.
    fn found(&self, prices: &Prices) -> Option<Found> {
        let InForce { generation, book } = in_force::get()?;
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
