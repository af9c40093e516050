//! What is known of a model's price, so that it is found out once.

use super::{model_price::ModelPrice, timed_rates::TimedRates};
use crate::{ServedTier, clock::Moment};
use std::{
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::SystemTime,
};

/// The price of the model that a series is of. Written once: what changes with time, or with the book, is behind it.
#[derive(Debug, Default)]
pub(crate) struct SeriesPriceCache(OnceLock<Arc<ModelPrice>>);

impl SeriesPriceCache {
    /// `None` until it is known, and for another model: the series `_overflow` is of many.
    pub(super) fn get(&self, provider: Option<&str>, model: &str) -> Option<&Arc<ModelPrice>> {
        self.0.get().filter(|known| known.is_of(provider, model))
    }

    pub(super) fn set(&self, known: &Arc<ModelPrice>) {
        self.0.get_or_init(|| Arc::clone(known));
    }
}

/// When a call ended.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    /// Just now, on the clock that the caller has read already.
    Moment(Moment),
    #[cfg(test)]
    Time(SystemTime),
}

impl When {
    pub(super) fn now() -> Self {
        Self::Moment(Moment::now())
    }

    pub(super) fn time(self) -> SystemTime {
        match self {
            Self::Moment(_) => SystemTime::now(),
            #[cfg(test)]
            Self::Time(time) => time,
        }
    }
}

/// The last quote for each of the terms on which a call may be served.
#[derive(Debug, Default)]
pub(super) struct RatesByTier([RwLock<Option<TimedRates>>; 5]);

impl RatesByTier {
    /// What holds at this time.
    pub(super) fn get(&self, tier: ServedTier, when: When) -> Option<TimedRates> {
        self.last(tier).filter(|quote| quote.holds(when))
    }

    /// What was known last, for whatever time: it probably holds still.
    pub(super) fn last(&self, tier: ServedTier) -> Option<TimedRates> {
        *self.0[tier as usize].read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, tier: ServedTier, quote: TimedRates) {
        *self.0[tier as usize].write().unwrap_or_else(PoisonError::into_inner) = Some(quote);
    }
}
