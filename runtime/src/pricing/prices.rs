//! What a call costs: the user's price, then local models, then the book, then the fallback, else nobody knows.

use super::{
    book::{Book, Flat, Reference},
    counts::Counts,
    loading::{Deferred, Loaded, Loading},
    local::is_local,
    memo::{Answer, HourMemo, Known, PriceMemo, When},
    rates::Rates,
};
use crate::{Price, TokenUsage};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

static BOOK: Loading<Book> = Loading::new(Book::load);

/// Models whose price is remembered; a program that calls more of them has the others found out each time.
const KEPT: usize = 4_096;

type Key = (Option<Box<str>>, Box<str>);

#[derive(Debug, Default)]
pub(crate) struct Prices {
    overrides: BTreeMap<String, Price>,
    fallback: Option<Price>,
    known: RwLock<BTreeMap<Key, Arc<Known>>>,
}

/// What a call costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priced {
    /// In picodollars.
    Cost(u64),
    /// Nobody knows.
    Unknown,
    /// The book still loads: [`defer`] it.
    NotReady,
}

impl Prices {
    pub(crate) fn new(overrides: BTreeMap<String, Price>, fallback: Option<Price>) -> Self {
        Self { overrides, fallback, known: RwLock::default() }
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
            Some(known) => known.price(usage, when),
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
        let known = if let Some(known) = kept {
            known
        } else {
            let Some(answer) = self.answer(provider, model) else { return Priced::NotReady };
            let known = Arc::new(Known { provider: key.0.clone(), model: key.1.clone(), answer });
            let mut all = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if all.len() < KEPT { Arc::clone(all.entry(key).or_insert(known)) } else { known }
        };
        memo.set(&known);
        known.price(usage, when)
    }

    /// `None` while the book loads, if it is needed.
    fn answer(&self, provider: Option<&str>, model: &str) -> Option<Answer> {
        let qualified = provider.and_then(|provider| self.overrides.get(&format!("{provider}/{model}")));
        if let Some(price) = qualified.or_else(|| self.overrides.get(model)) {
            return Some(Answer::Fixed((*price).into()));
        }
        if is_local(provider, model) {
            return Some(Answer::Fixed(Rates::FREE));
        }
        if matches!(BOOK.get(), Loaded::NotYet) {
            load_in_background();
        }
        // It may have been loaded on this very thread.
        match BOOK.get() {
            Loaded::NotYet => None,
            Loaded::Never => Some(self.answer_of(None, provider, model)),
            Loaded::Is(book) => Some(self.answer_of(Some(*book), provider, model)),
        }
    }

    fn answer_of(&self, book: Option<Book>, provider: Option<&str>, model: &str) -> Answer {
        match (book.and_then(|book| book.find(provider, model)), self.fallback) {
            (Some(reference), _) => Answer::Book(reference, HourMemo::default()),
            (None, Some(fallback)) => Answer::Fixed(fallback.into()),
            (None, None) => Answer::Unknown,
        }
    }
}

impl Known {
    #[inline]
    fn price(&self, usage: &TokenUsage, when: When) -> Priced {
        let counts = Counts::from(usage);
        let cost = match &self.answer {
            Answer::Fixed(rates) => rates.cost(counts),
            Answer::Book(reference, hour) => match hour.get(when) {
                Some(flat) if flat.holds(counts) => flat.rates.cost(counts),
                seen => ask(reference, hour, seen.is_some(), counts, when),
            },
            Answer::Unknown => None,
        };
        cost.map_or(Priced::Unknown, Priced::Cost)
    }
}

impl Flat {
    #[inline]
    fn holds(self, counts: Counts) -> bool {
        self.limit > 0 && counts.inclusive_input() <= self.limit && counts.output <= Self::OUTPUT
    }
}

/// Asks the book, and finds out before whether it need be asked again this hour.
#[cold]
fn ask(reference: &Reference, hour: &HourMemo, seen: bool, counts: Counts, when: When) -> Option<u64> {
    let Loaded::Is(book) = BOOK.get() else { return None };
    let time = when.time();
    if !seen {
        hour.set(Flat::find(|counts, time| book.cost(reference, counts, time), time, hour.last()));
    }
    book.cost(reference, counts, time)
}

/// Starts to load the book, once, on a thread of its own.
pub(crate) fn load_in_background() {
    if cfg!(feature = "prices") {
        BOOK.start_in_background();
    } else {
        BOOK.start_here(); // there is nothing to load
    }
}

/// Whether prices are known, or known to be unknown.
#[cfg(test)]
pub(crate) fn is_ready() -> bool {
    if cfg!(not(feature = "prices")) {
        load_in_background();
    }
    !matches!(BOOK.get(), Loaded::NotYet)
}

/// Blocks until the book is loaded and all that was deferred has run.
pub(crate) fn wait_until_ready() {
    load_in_background();
    BOOK.wait();
}

/// Runs `action` when the book is loaded: at once, or later on the thread that loads it. Each once, in order; a panic in
/// it is contained.
pub(crate) fn defer(action: Deferred) {
    load_in_background();
    BOOK.defer(action);
}

#[cfg(test)]
mod tests;
