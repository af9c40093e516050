//! Which models have a flat price now, and up to which size, found out by asking: the book shows prices only by what a
//! call costs.

use super::super::{
    Cost, Estimate,
    counts::{Counts, Parts},
    flat_rates::{FlatRates, UnpricedKinds},
    missing::Missing,
    rates::Rates,
};
use crate::ServedTier;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const HOUR: u64 = 3_600;
const QUARTER: u64 = HOUR / 4;

/// A thousandth of a millionth of a dollar, in picodollars: so near is the same.
const NEAR: u64 = 1_000;

/// Sizes to try, in order: where tiers begin (a size above is in the tier), and some between. A tier that begins
/// elsewhere only has more calls asked of the book.
const SIZES: [u64; 13] = [
    8_000, 16_000, 32_000, 64_000, 100_000, 128_000, 199_999, 200_000, 256_000, 272_000, 512_000, 1_000_000, 2_000_000,
];

impl FlatRates {
    /// Asks for the price of calls of many shapes in the hour around `time`, on one tier's terms; for some of them also
    /// what is missing (`estimate`). `before` is what held before.
    pub(in super::super) fn find(
        cost: impl Fn(Counts, SystemTime) -> Option<Cost>,
        estimate: impl Fn(Counts, SystemTime) -> Option<Estimate>,
        tier: ServedTier,
        time: SystemTime,
        before: Option<Self>,
    ) -> Self {
        let cost = |counts: Counts, time: SystemTime| cost(Counts { tier, ..counts }, time);
        let lacks = || lacks(|counts| estimate(Counts { tier, ..counts }, time));
        let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let from = seconds - seconds % HOUR;
        let quarters = [0, QUARTER, 2 * QUARTER, 3 * QUARTER, HOUR - 1]
            .map(|after| UNIX_EPOCH.checked_add(Duration::from_secs(from + after)).unwrap_or(time));
        let holds = |rates: Rates, counts: Counts, time: SystemTime| {
            let asked = cost(counts, time).zip(rates.cost(counts));
            asked.is_some_and(|(book, ours)| near(book, ours))
        };
        let all_hour = |rates: Rates, limit: u64| {
            let mixes = [mix(SIZES[0]), mix(limit)];
            quarters.iter().all(|time| mixes.iter().all(|mix| holds(rates, *mix, *time)))
        };
        let whole = |rates, lacks, limit| Self { limit, rates, lacks, from, until: from + HOUR };
        // An hour later it is mostly what it was, and then less is asked.
        let tried = before.filter(|before| before.limit > 0 && !before.lacks.has(UnpricedKinds::ANY_SHAPE));
        if let Some(same) = tried.filter(|before| all_hour(before.rates, before.limit))
            && lacks() == Some(same.lacks)
        {
            return whole(same.rates, same.lacks, same.limit);
        }
        let measured = measure(|counts| cost(counts, time))
            .filter(|rates| unsized_shapes().all(|counts| holds(*rates, counts, time)));
        let Some((rates, lacks)) = measured.zip(lacks()) else { return whole(Rates::FREE, UnpricedKinds::NONE, 0) };
        let sizes = SIZES.into_iter().take_while(|size| shapes(*size).all(|counts| holds(rates, counts, time)));
        let limit = sizes.last().filter(|limit| all_hour(rates, *limit));
        whole(rates, lacks, limit.unwrap_or(0))
    }
}

fn near(one: Cost, other: Cost) -> bool {
    one.picodollars().abs_diff(other.picodollars()) <= NEAR
}

#[allow(clippy::cast_precision_loss)] // dollars have few digits
fn measure(cost: impl Fn(Counts) -> Option<Cost>) -> Option<Rates> {
    let tokens = SIZES[0];
    let mut dollars = [0.0; 5];
    for (dollars, counts) in dollars.iter_mut().zip(alone(tokens)) {
        *dollars = cost(counts)?.picodollars() as f64 / (tokens as f64 * 1e6);
    }
    Some(Rates::per_million(dollars))
}

/// What has no price of its own.
fn lacks(estimate: impl Fn(Counts) -> Option<Estimate>) -> Option<UnpricedKinds> {
    let mut lacks = UnpricedKinds::NONE;
    for ((counts, kind), missing) in alone(SIZES[0]).into_iter().zip(UnpricedKinds::KIND).zip(Missing::OF_KINDS) {
        let gaps = estimate(counts)?.gaps;
        if gaps.contains(missing) {
            lacks = lacks.and(kind);
        }
        if gaps.contains(Missing::ServiceTier) {
            lacks = lacks.and(UnpricedKinds::TIER);
        }
    }
    Some(lacks)
}

const NONE: Counts = Counts {
    input: 0,
    cached_input: 0,
    cache_write: 0,
    one_hour_write: 0,
    output: 0,
    reasoning: 0,
    parts: Parts::NONE,
    tier: ServedTier::Standard,
};

/// So many tokens of each kind, in the order of [`Rates`].
fn alone(tokens: u64) -> [Counts; 5] {
    [
        Counts { input: tokens, ..NONE },
        Counts { cached_input: tokens, ..NONE },
        Counts { cache_write: tokens, ..NONE },
        Counts { output: tokens, ..NONE },
        Counts { cache_write: tokens, one_hour_write: tokens, ..NONE },
    ]
}

/// So much input, of all kinds in parts that can't stand for each other.
pub(super) fn mix(size: u64) -> Counts {
    let (cached_input, cache_write) = (size / 2, size / 7);
    Counts {
        input: size - cached_input - cache_write,
        cached_input,
        cache_write,
        one_hour_write: size / 23,
        output: 11_000,
        reasoning: 5_000,
        ..NONE
    }
}

/// So much input of each kind with some output behind it, and of all kinds.
fn shapes(size: u64) -> impl Iterator<Item = Counts> {
    let [input, cached, written, _, one_hour] = alone(size).map(|counts| Counts { output: 9_000, ..counts });
    [input, cached, written, one_hour, mix(size)].into_iter()
}

/// Nothing, a single token, thinking, and much output: what is not about the size of the input.
fn unsized_shapes() -> impl Iterator<Item = Counts> {
    let thinking = Counts { output: 10_000, reasoning: 9_000, ..NONE };
    let long = Counts { output: FlatRates::OUTPUT, ..NONE };
    [NONE, thinking, long].into_iter().chain(alone(1))
}

#[cfg(test)]
mod tests {
    use super::{
        super::super::{Priced, missing::MissingPrices},
        *,
    };

    const NOON: u64 = 1_767_225_600 + 12 * HOUR;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn flat(counts: Counts) -> u64 {
        counts.directions().into_iter().zip([3, 1, 4, 15, 6]).map(|(tokens, rate)| tokens * rate * 1_000_000).sum()
    }

    fn find(
        cost: impl Fn(Counts, SystemTime) -> Option<u64>,
        time: SystemTime,
        before: Option<FlatRates>,
    ) -> FlatRates {
        let cost = |counts, time| cost(counts, time).map(Cost::from_picodollars);
        let estimate = |counts, time| cost(counts, time).map(Estimate::complete);
        FlatRates::find(cost, estimate, ServedTier::Standard, time, before)
    }

    #[test]
    fn a_flat_price_holds_for_its_hour() {
        let found = find(|counts, _| Some(flat(counts)), at(NOON + 1_000), None);
        assert_eq!((found.from, found.until), (NOON, NOON + HOUR));
        let counts = Counts { input: 1, cached_input: 2, cache_write: 3, one_hour_write: 1, output: 4, ..NONE };
        assert_eq!(found.limit, 2_000_000);
        assert_eq!(found.rates.cost(counts).map(Cost::picodollars), Some(flat(counts)));
    }

    #[test]
    fn a_tiered_price_is_flat_below_its_tier() {
        for (start, limit) in [(272_000, 272_000), (199_999, 199_999), (150_000, 128_000), (524_288, 512_000), (9, 0)] {
            let tiered = |counts: Counts, _| Some(flat(counts) * if counts.inclusive_input() > start { 2 } else { 1 });
            let only_output = |counts: Counts, _| {
                let above = if counts.inclusive_input() > start { counts.output } else { 0 };
                Some(flat(counts) + above * 1_000_000)
            };
            let found = find(only_output, at(NOON), None);
            assert_eq!(found.limit, limit, "{start}");
            // Where even the first size is above the start, the rates are those above, and do not hold below.
            assert_eq!(find(tiered, at(NOON), None).limit, limit, "{start}");
        }
    }

    #[test]
    fn fees_reasoning_and_gaps_are_not_flat() {
        let fee = |counts: Counts, _| Some(flat(counts) + 5_000_000_000);
        let thinking = |counts: Counts, _| Some(flat(counts) + counts.reasoning * 1_000_000);
        let gap = |counts: Counts, _| (counts.cache_write == 0).then(|| flat(counts));
        assert_eq!(find(fee, at(NOON), None).limit, 0);
        assert_eq!(find(thinking, at(NOON), None).limit, 0);
        assert_eq!(find(gap, at(NOON), None).limit, 0);
    }

    #[test]
    fn a_price_that_changes_within_the_hour_is_not_flat() {
        let half_past =
            |counts: Counts, time: SystemTime| Some(flat(counts) * if time >= at(NOON + HOUR / 2) { 2 } else { 1 });
        assert_eq!(find(half_past, at(NOON), None).limit, 0);
        assert_eq!(find(half_past, at(NOON + HOUR), None).limit, 2_000_000);
    }

    #[test]
    fn what_held_before_holds_only_while_it_does() {
        let tomorrow =
            |counts: Counts, time: SystemTime| Some(flat(counts) * if time >= at(NOON + HOUR) { 2 } else { 1 });
        let first = find(tomorrow, at(NOON), None);
        let second = find(tomorrow, at(NOON + HOUR), Some(first));
        assert_eq!(second.rates.0, first.rates.0.map(|rate| rate * 2));
        let third = find(tomorrow, at(NOON + 2 * HOUR), Some(second));
        assert_eq!((third.rates, third.limit, third.from), (second.rates, second.limit, NOON + 2 * HOUR));
        // A tier that is new: below it all is as before.
        let tier = |counts: Counts, time: SystemTime| {
            Some(flat(counts) * if time >= at(NOON + HOUR) && counts.inclusive_input() > 200_000 { 2 } else { 1 })
        };
        assert_eq!(find(tier, at(NOON + HOUR), Some(first)).limit, 200_000);
    }

    #[test]
    fn strange_times_do_no_harm() {
        for time in [UNIX_EPOCH - Duration::from_secs(5), UNIX_EPOCH] {
            assert!(find(|counts, _| Some(flat(counts)), time, None).limit > 0);
        }
    }

    #[test]
    fn what_has_no_price_of_its_own_is_remembered() {
        let estimate = |counts: Counts, _| {
            let gaps = MissingPrices::NONE
                .with(Missing::CachedInputPrice, counts.cached_input > 0)
                .with(Missing::CacheWritePrice, counts.one_hour_write > 0)
                .with(Missing::ServiceTier, counts.tier == ServedTier::Flex);
            Some(Estimate { cost: Cost::from_picodollars(flat(counts)), gaps })
        };
        let counts = [Counts { cached_input: 5, ..NONE }, Counts { cache_write: 5, ..NONE }, mix(100)];
        let cost = |counts, time| estimate(counts, time).map(|estimate| estimate.cost);
        for tier in [ServedTier::Standard, ServedTier::Flex] {
            let first = FlatRates::find(cost, estimate, tier, at(NOON), None);
            for found in [first, FlatRates::find(cost, estimate, tier, at(NOON + HOUR), Some(first))] {
                for counts in counts.map(|counts| Counts { tier, ..counts }) {
                    assert_eq!(Some(found.price(&counts)), estimate(counts, at(NOON)).map(Priced::Cost));
                }
            }
        }
    }
}
