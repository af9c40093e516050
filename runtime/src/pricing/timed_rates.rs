//! A flat price and how long it holds: what the book need not be asked again.

use super::{Cost, active_catalog, flat_rates::FlatRates, series_price_cache::When};
use crate::{TokenUsage, clock::Moment};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Debug, Clone, Copy)]
pub(super) struct TimedRates {
    pub(super) flat: FlatRates,
    /// Of the book that said so: one that was loaded since may say otherwise.
    generation: u64,
    /// A clock that was set, or stood still while the machine slept, is noticed then.
    until: Moment,
}

impl TimedRates {
    pub(super) fn new(flat: FlatRates, generation: u64) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // What was asked of another time than now does not hold from now on.
        let left = if flat.from <= now.as_secs() { Duration::from_secs(flat.until).checked_sub(now) } else { None };
        let left = left.map_or(0, |left| u64::try_from(left.as_nanos()).unwrap_or(u64::MAX));
        Self { flat, generation, until: Moment::now().after(left) }
    }

    /// Whether the book in force says so for this time.
    #[inline]
    pub(super) fn holds(&self, when: When) -> bool {
        let in_time = match when {
            When::Moment(moment) => moment.is_before(self.until),
            #[cfg(test)]
            When::Time(time) => {
                let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
                (self.flat.from..self.flat.until).contains(&seconds)
            }
        };
        in_time && self.generation == active_catalog::generation()
    }
}

/// The quote that one thread holds for a series: an ordinary call costs a few multiplications, and nothing is looked up.
#[derive(Debug)]
pub(crate) struct ThreadPrice {
    provider: Option<Box<str>>,
    quote: TimedRates,
}

impl ThreadPrice {
    pub(super) fn new(provider: Option<&str>, quote: TimedRates) -> Self {
        Self { provider: provider.map(Box::from), quote }
    }

    #[inline]
    pub(super) fn holds(&self, provider: Option<&str>, ended: Moment) -> bool {
        self.provider.as_deref() == provider && self.quote.holds(When::Moment(ended))
    }

    /// `None` for a call that is not ordinary, or whose price is not all known.
    #[inline]
    pub(super) fn cost(&self, usage: &TokenUsage) -> Option<Cost> {
        self.quote.flat.ordinary_cost(usage.ordinary_counts()?)
    }
}

#[cfg(all(test, feature = "prices"))]
mod tests {
    use super::super::{flat_rates::UnpricedKinds, rates::Rates};
    use super::*;

    fn flat(from: u64, until: u64) -> FlatRates {
        FlatRates { limit: 1, rates: Rates([7; 5]), lacks: UnpricedKinds::NONE, from, until }
    }

    fn now() -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
    }

    #[test]
    fn it_holds_in_its_hour() {
        let quote = TimedRates::new(flat(3_600, 7_200), active_catalog::generation());
        let at = |seconds: u64| quote.holds(When::Time(UNIX_EPOCH + Duration::from_secs(seconds)));
        assert_eq!([3_599, 3_600, 7_199, 7_200].map(at), [false, true, true, false]);
        assert!(!quote.holds(When::now()), "that hour is long over");
        assert!(
            !TimedRates::new(flat(now() + 60, now() + 120), active_catalog::generation()).holds(When::now()),
            "it is to come"
        );
    }

    #[test]
    fn it_holds_until_its_hour_is_over() {
        let quote = TimedRates::new(flat(now() - 10, now() + 2), active_catalog::generation());
        assert!(quote.holds(When::now()));
        std::thread::sleep(Duration::from_millis(2_100));
        assert!(!quote.holds(When::now()));
        assert!(TimedRates::new(flat(0, u64::MAX), active_catalog::generation()).holds(When::now()), "for ever");
    }

    #[test]
    fn another_book_may_say_otherwise() {
        assert!(!TimedRates::new(flat(0, u64::MAX), active_catalog::generation() + 1).holds(When::now()));
    }
}
