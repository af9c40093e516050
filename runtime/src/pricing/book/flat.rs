//! Which models have a flat price now, and up to which size, found out by asking: the book shows prices only by what a
//! call costs.

use super::super::{counts::Counts, rates::Rates};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What holds for the full UTC hour around a time. Prices change at midnight, or by the time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Flat {
    /// Input tokens (cached ones included) up to which the rates hold; above, the book is asked each time. Zero: never.
    pub(in super::super) limit: u64,
    pub(in super::super) rates: Rates,
    /// Seconds since 1970, in UTC.
    pub(in super::super) from: u64,
    pub(in super::super) until: u64,
}

const HOUR: u64 = 3_600;
const QUARTER: u64 = HOUR / 4;

/// A thousandth of a millionth of a dollar, in picodollars: so near is the same.
const NEAR: u64 = 1_000;

/// Sizes to try, in order: where tiers begin (a size above is in the tier), and some between. A tier that begins
/// elsewhere only has more calls asked of the book.
const SIZES: [u64; 13] = [
    8_000, 16_000, 32_000, 64_000, 100_000, 128_000, 199_999, 200_000, 256_000, 272_000, 512_000, 1_000_000, 2_000_000,
];

impl Flat {
    /// So many output tokens were tried; no model writes so many.
    pub(in super::super) const OUTPUT: u64 = 2_000_000;

    /// Asks for the price (`cost`) of calls of many shapes in the hour around `time`. `before` is what held before.
    pub(in super::super) fn find(
        cost: impl Fn(Counts, SystemTime) -> Option<u64>,
        time: SystemTime,
        before: Option<Self>,
    ) -> Self {
        let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let from = seconds - seconds % HOUR;
        let quarters = [0, QUARTER, 2 * QUARTER, 3 * QUARTER, HOUR - 1]
            .map(|after| UNIX_EPOCH.checked_add(Duration::from_secs(from + after)).unwrap_or(time));
        let holds = |rates: Rates, counts: Counts, time: SystemTime| {
            let asked = cost(counts, time).zip(rates.cost(counts));
            asked.is_some_and(|(book, ours)| book.abs_diff(ours) <= NEAR)
        };
        let all_hour = |rates: Rates, limit: u64| {
            let mixes = [mix(SIZES[0]), mix(limit)];
            quarters.iter().all(|time| mixes.iter().all(|mix| holds(rates, *mix, *time)))
        };
        // An hour later it is mostly what it was, and then less is asked.
        let same = before.filter(|before| before.limit > 0 && all_hour(before.rates, before.limit));
        let (limit, rates) = same.map_or_else(
            || {
                let rates =
                    measure(&cost, time).filter(|rates| unsized_shapes().all(|counts| holds(*rates, counts, time)));
                let Some(rates) = rates else { return (0, Rates::FREE) };
                let tried = SIZES.into_iter().take_while(|size| shapes(*size).all(|counts| holds(rates, counts, time)));
                let limit = tried.last().filter(|limit| all_hour(rates, *limit));
                (limit.unwrap_or(0), rates)
            },
            |same| (same.limit, same.rates),
        );
        Self { limit, rates, from, until: from + HOUR }
    }
}

const NONE: Counts = Counts { input: 0, cached_input: 0, cache_write: 0, output: 0, reasoning: 0 };

#[allow(clippy::cast_precision_loss)] // dollars have few digits
fn measure(cost: impl Fn(Counts, SystemTime) -> Option<u64>, time: SystemTime) -> Option<Rates> {
    let tokens = SIZES[0];
    let mut dollars = [0.0; 4];
    for (dollars, counts) in dollars.iter_mut().zip(alone(tokens)) {
        *dollars = cost(counts, time)? as f64 / (tokens as f64 * 1e6);
    }
    Some(Rates::per_million(dollars))
}

fn alone(tokens: u64) -> [Counts; 4] {
    [
        Counts { input: tokens, ..NONE },
        Counts { cached_input: tokens, ..NONE },
        Counts { cache_write: tokens, ..NONE },
        Counts { output: tokens, ..NONE },
    ]
}

/// So much input, of all kinds in parts that can't stand for each other.
fn mix(size: u64) -> Counts {
    let (cached_input, cache_write) = (size / 2, size / 7);
    Counts { input: size - cached_input - cache_write, cached_input, cache_write, output: 11_000, reasoning: 5_000 }
}

/// So much input of each kind with some output behind it, and of all kinds.
fn shapes(size: u64) -> impl Iterator<Item = Counts> {
    let [input, cached, written, _] = alone(size).map(|counts| Counts { output: 9_000, ..counts });
    [input, cached, written, mix(size)].into_iter()
}

/// Nothing, a single token, thinking, and much output: what is not about the size of the input.
fn unsized_shapes() -> impl Iterator<Item = Counts> {
    let thinking = Counts { output: 10_000, reasoning: 9_000, ..NONE };
    let long = Counts { output: Flat::OUTPUT, ..NONE };
    [NONE, thinking, long].into_iter().chain(alone(1))
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
        assert_eq!(found.limit, 2_000_000);
        assert_eq!(found.rates.cost(counts), Some(flat(counts)));
    }

    #[test]
    fn a_tiered_price_is_flat_below_its_tier() {
        for (start, limit) in [(272_000, 272_000), (199_999, 199_999), (150_000, 128_000), (524_288, 512_000), (9, 0)] {
            let tiered = |counts: Counts, _| Some(flat(counts) * if counts.inclusive_input() > start { 2 } else { 1 });
            let only_output = |counts: Counts, _| {
                let above = if counts.inclusive_input() > start { counts.output } else { 0 };
                Some(flat(counts) + above * 1_000_000)
            };
            let found = Flat::find(only_output, at(NOON), None);
            assert_eq!(found.limit, limit, "{start}");
            // Where even the first size is above the start, the rates are those above, and do not hold below.
            assert_eq!(Flat::find(tiered, at(NOON), None).limit, limit, "{start}");
        }
    }

    #[test]
    fn fees_reasoning_and_gaps_are_not_flat() {
        let fee = |counts: Counts, _| Some(flat(counts) + 5_000_000_000);
        let thinking = |counts: Counts, _| Some(flat(counts) + counts.reasoning * 1_000_000);
        let gap = |counts: Counts, _| (counts.cache_write == 0).then(|| flat(counts));
        assert_eq!(Flat::find(fee, at(NOON), None).limit, 0);
        assert_eq!(Flat::find(thinking, at(NOON), None).limit, 0);
        assert_eq!(Flat::find(gap, at(NOON), None).limit, 0);
    }

    #[test]
    fn a_price_that_changes_within_the_hour_is_not_flat() {
        let half_past =
            |counts: Counts, time: SystemTime| Some(flat(counts) * if time >= at(NOON + HOUR / 2) { 2 } else { 1 });
        assert_eq!(Flat::find(half_past, at(NOON), None).limit, 0);
        assert_eq!(Flat::find(half_past, at(NOON + HOUR), None).limit, 2_000_000);
    }

    #[test]
    fn what_held_before_holds_only_while_it_does() {
        let tomorrow =
            |counts: Counts, time: SystemTime| Some(flat(counts) * if time >= at(NOON + HOUR) { 2 } else { 1 });
        let first = Flat::find(tomorrow, at(NOON), None);
        let second = Flat::find(tomorrow, at(NOON + HOUR), Some(first));
        assert_eq!(second.rates.0, first.rates.0.map(|rate| rate * 2));
        let third = Flat::find(tomorrow, at(NOON + 2 * HOUR), Some(second));
        assert_eq!((third.rates, third.limit, third.from), (second.rates, second.limit, NOON + 2 * HOUR));
        // A tier that is new: below it all is as before.
        let tier = |counts: Counts, time: SystemTime| {
            Some(flat(counts) * if time >= at(NOON + HOUR) && counts.inclusive_input() > 200_000 { 2 } else { 1 })
        };
        assert_eq!(Flat::find(tier, at(NOON + HOUR), Some(first)).limit, 200_000);
    }

    #[test]
    fn strange_times_do_no_harm() {
        for time in [UNIX_EPOCH - Duration::from_secs(5), UNIX_EPOCH] {
            assert!(Flat::find(|counts, _| Some(flat(counts)), time, None).limit > 0);
        }
    }
}
