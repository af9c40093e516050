//! Which models have a flat price now, found out by asking: the book shows prices only by what a call costs.

use super::super::{counts::Counts, rates::Rates};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What holds for the full UTC hour around a time. Prices change at midnight, or by the time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Flat {
    /// `None`: not flat; ask the book each time.
    pub(in super::super) rates: Option<Rates>,
    /// Seconds since 1970, in UTC.
    pub(in super::super) from: u64,
    pub(in super::super) until: u64,
}

const HOUR: u64 = 3_600;
const QUARTER: u64 = HOUR / 4;

/// A thousandth of a millionth of a dollar, in picodollars: so near is the same.
const NEAR: u64 = 1_000;

impl Flat {
    /// Up to so many tokens, input and output, it was tried; no model has so large a context that it needs more.
    pub(in super::super) const TRIED: u64 = 2_000_000;

    /// Asks for the price (`cost`) of calls of many shapes in the hour around `time`. `before` is what held before.
    pub(in super::super) fn find(
        cost: impl Fn(Counts, SystemTime) -> Option<u64>,
        time: SystemTime,
        before: Option<Rates>,
    ) -> Self {
        let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let from = seconds - seconds % HOUR;
        let until = from + HOUR;
        let quarters = [0, QUARTER, 2 * QUARTER, 3 * QUARTER, HOUR - 1]
            .map(|after| UNIX_EPOCH.checked_add(Duration::from_secs(from + after)).unwrap_or(time));
        let holds = |rates: &Rates, counts: Counts, time: SystemTime| {
            let asked = cost(counts, time).zip(rates.cost(counts));
            asked.is_some_and(|(book, ours)| book.abs_diff(ours) <= NEAR)
        };
        let all_hour = |rates: &Rates| quarters.iter().all(|time| MIXED.iter().all(|mix| holds(rates, *mix, *time)));
        let everywhere = |rates: &Rates| shapes().all(|counts| holds(rates, counts, time)) && all_hour(rates);
        // An hour later it is mostly what it was, and then less is asked.
        let rates = before.filter(|rates| all_hour(rates)).or_else(|| measure(&cost, time).filter(everywhere));
        Self { rates, from, until }
    }
}

const ONE: Counts = Counts { input: 0, cached_input: 0, cache_write: 0, output: 0, reasoning: 0 };

/// Directions that can't stand for each other, below and above every known threshold.
const MIXED: [Counts; 2] = [
    Counts { input: 1_000, cached_input: 3_000, cache_write: 7_000, output: 11_000, reasoning: 5_000 },
    Counts { input: 700_000, cached_input: 800_000, cache_write: 500_000, output: 300_000, reasoning: 0 },
];

#[allow(clippy::cast_precision_loss)] // dollars have few digits
fn measure(cost: impl Fn(Counts, SystemTime) -> Option<u64>, time: SystemTime) -> Option<Rates> {
    let mut dollars = [0.0; 4];
    for (dollars, counts) in dollars.iter_mut().zip(alone(1_000_000)) {
        *dollars = cost(counts, time)? as f64 / 1e12;
    }
    Some(Rates::per_million(dollars))
}

fn alone(tokens: u64) -> [Counts; 4] {
    [
        Counts { input: tokens, ..ONE },
        Counts { cached_input: tokens, ..ONE },
        Counts { cache_write: tokens, ..ONE },
        Counts { output: tokens, ..ONE },
    ]
}

/// Nothing, each direction alone, all together, and output behind much input.
fn shapes() -> impl Iterator<Item = Counts> {
    let sizes = [1, 1_000, 50_000, 150_000, 300_000, Flat::TRIED];
    let long = alone(Flat::TRIED).map(|counts| Counts { output: 100_000, ..counts });
    let even = [1_000, 30_000, 150_000, 600_000].map(|tokens| Counts {
        input: tokens,
        cached_input: tokens,
        cache_write: tokens,
        output: tokens,
        ..ONE
    });
    let thinking = [Counts { output: 10_000, reasoning: 9_000, ..ONE }];
    std::iter::once(ONE).chain(sizes.into_iter().flat_map(alone)).chain(long).chain(even).chain(thinking)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 1_767_225_600 + 12 * HOUR;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn flat(counts: Counts) -> u64 {
        counts.directions().into_iter().zip([3, 1, 4, 15]).map(|(tokens, rate)| tokens * rate * 1_000_000).sum()
    }

    #[test]
    fn a_flat_price_holds_for_its_hour() {
        let found = Flat::find(|counts, _| Some(flat(counts)), at(NOON + 1_000), None);
        assert_eq!((found.from, found.until), (NOON, NOON + HOUR));
        let counts = Counts { input: 1, cached_input: 2, cache_write: 3, output: 4, reasoning: 0 };
        assert_eq!(found.rates.expect("it is flat").cost(counts), Some(flat(counts)));
    }

    #[test]
    fn tiers_fees_reasoning_and_gaps_are_not_flat() {
        let tiered = |counts: Counts, _| Some(flat(counts) * if counts.inclusive_input() > 272_000 { 2 } else { 1 });
        let only_output = |counts: Counts, _| {
            let above = if counts.inclusive_input() > 524_288 { counts.output } else { 0 };
            Some(flat(counts) + above * 1_000_000)
        };
        let fee = |counts: Counts, _| Some(flat(counts) + 5_000_000_000);
        let thinking = |counts: Counts, _| Some(flat(counts) + counts.reasoning * 1_000_000);
        let gap = |counts: Counts, _| (counts.cache_write == 0).then(|| flat(counts));
        assert_eq!(Flat::find(tiered, at(NOON), None).rates, None);
        assert_eq!(Flat::find(only_output, at(NOON), None).rates, None);
        assert_eq!(Flat::find(fee, at(NOON), None).rates, None);
        assert_eq!(Flat::find(thinking, at(NOON), None).rates, None);
        assert_eq!(Flat::find(gap, at(NOON), None).rates, None);
    }

    #[test]
    fn a_price_that_changes_within_the_hour_is_not_flat() {
        let half_past =
            |counts: Counts, time: SystemTime| Some(flat(counts) * if time >= at(NOON + HOUR / 2) { 2 } else { 1 });
        assert_eq!(Flat::find(half_past, at(NOON), None).rates, None);
        assert!(Flat::find(half_past, at(NOON + HOUR), None).rates.is_some());
    }

    #[test]
    fn what_held_before_holds_only_while_it_does() {
        let tomorrow =
            |counts: Counts, time: SystemTime| Some(flat(counts) * if time >= at(NOON + HOUR) { 2 } else { 1 });
        let first = Flat::find(tomorrow, at(NOON), None).rates.expect("it is flat");
        let second = Flat::find(tomorrow, at(NOON + HOUR), Some(first)).rates.expect("it is flat");
        assert_eq!(second.0, first.0.map(|rate| rate * 2));
    }

    #[test]
    fn strange_times_do_no_harm() {
        for time in [UNIX_EPOCH - Duration::from_secs(5), UNIX_EPOCH] {
            assert!(Flat::find(|counts, _| Some(flat(counts)), time, None).rates.is_some());
        }
    }
}
