//! Caches flat rates of the catalog until they expire.

use super::flat_rates::FlatRates;
use crate::clock::Moment;
use std::{
    ops::Range,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Flat rates with an expiry. A clock that was set, or stood still while the machine slept, is noticed at the expiry.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimedRates {
    pub(super) flat: FlatRates,
    /// The generation of the catalog that the rates are from; another catalog may have others.
    generation: u64,
    expires: Moment,
}

impl TimedRates {
    /// Rates that hold for the full UTC hour around a time: prices change at midnight, or by the time of day.
    pub(super) fn for_hour(flat: FlatRates, time: SystemTime, generation: u64) -> Self {
        Self::new(flat, hour_of(time), generation)
    }

    /// Rates that hold as long as the catalog does.
    pub(super) fn always(flat: FlatRates, generation: u64) -> Self {
        Self::new(flat, 0..u64::MAX, generation)
    }

    fn new(flat: FlatRates, seconds: Range<u64>, generation: u64) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // Rates of another time than now do not hold from now on.
        let left = Duration::from_secs(seconds.end).checked_sub(now).filter(|_| seconds.start <= now.as_secs());
        let left = left.map_or(0, |left| u64::try_from(left.as_nanos()).unwrap_or(u64::MAX));
        Self { flat, generation, expires: Moment::now().after(left) }
    }

    /// Whether the rates hold at a moment, while the active catalog is of this generation.
    #[inline]
    pub(super) fn hold(&self, when: Moment, generation: u64) -> bool {
        when.is_before(self.expires) && self.generation == generation
    }
}

/// The full UTC hour around a time, in seconds since 1970.
pub(super) fn hour_of(time: SystemTime) -> Range<u64> {
    const HOUR: u64 = 3_600;
    let seconds = seconds_of(time);
    let start = seconds.saturating_sub(seconds % HOUR);
    start..start.saturating_add(HOUR)
}

fn seconds_of(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAT: FlatRates = FlatRates::FREE;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn they_hold_in_their_hour() {
        assert!(!TimedRates::for_hour(FLAT, at(5_000), 0).hold(Moment::now(), 0), "that hour is long over");
        let now = seconds_of(SystemTime::now());
        assert!(!TimedRates::for_hour(FLAT, at(now + 3_600), 0).hold(Moment::now(), 0), "it is to come");
        let rates = TimedRates::new(FLAT, now - 10..now + 60, 0);
        let after = |seconds: u64| rates.hold(Moment::now().after(seconds * 1_000_000_000), 0);
        assert_eq!([0, 55, 61].map(after), [true, true, false]);
    }

    #[test]
    fn they_hold_until_they_expire() {
        let now = seconds_of(SystemTime::now());
        assert!(TimedRates::new(FLAT, now - 10..now + 3_600, 0).hold(Moment::now(), 0));
        let rates = TimedRates::new(FLAT, now - 10..now + 2, 0);
        std::thread::sleep(Duration::from_millis(2_100));
        assert!(!rates.hold(Moment::now(), 0));
        assert!(TimedRates::always(FLAT, 0).hold(Moment::now(), 0));
    }

    #[test]
    fn another_catalog_may_have_other_rates() {
        assert!(!TimedRates::always(FLAT, 1).hold(Moment::now(), 0));
    }

    #[test]
    fn hours_are_full_hours() {
        assert_eq!(hour_of(at(7_199)), 3_600..7_200);
        assert_eq!(hour_of(at(7_200)), 7_200..10_800);
        assert_eq!(hour_of(UNIX_EPOCH - Duration::from_secs(5)), 0..3_600);
    }
}
