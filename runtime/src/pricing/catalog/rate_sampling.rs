//! Recovers flat rates from the prices of sample calls, because `genai-prices` exposes no rates, only a calculator.
//!
//! The rates are for speed alone: a calculation takes 2 to 4 µs, a multiplication with flat rates 6 ns. They are
//! sampled once an hour for each model and tier, by some 50 calculations, and are used only where they give what the
//! calculator gives.

use super::super::{
    billable_counts::BillableCounts,
    cost::Cost,
    estimate::Estimate,
    flat_rates::FlatRates,
    missing_prices::{MissingPrice, MissingPrices},
    timed_rates::hour_of,
    token_rates::TokenRates,
};
use crate::ServiceTier;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Costs that differ by no more than these picodollars (a thousandth of a millionth of a dollar) are the same.
const TOLERANCE: u64 = 1_000;

/// Sizes of the input to sample, in order: where price tiers begin (a larger size is in the tier), and some between. A tier
/// that begins elsewhere only has more calls priced by the calculator.
const SIZES: [u64; 13] = [
    8_000, 16_000, 32_000, 64_000, 100_000, 128_000, 199_999, 200_000, 256_000, 272_000, 512_000, 1_000_000, 2_000_000,
];

/// Flat rates on the terms of one tier for the hour around `time`; [`FlatRates::INAPPLICABLE`] if the price is not flat.
///
/// `cost` and `estimate` price a call at a time; only the second, which takes longer, knows missing prices.
pub(super) fn sample(
    cost: impl Fn(BillableCounts, SystemTime) -> Option<Cost>,
    estimate: impl Fn(BillableCounts, SystemTime) -> Option<Estimate>,
    tier: ServiceTier,
    time: SystemTime,
) -> FlatRates {
    let Some((rates, missing)) = measure(|counts| estimate(BillableCounts { tier, ..counts }, time)) else {
        return FlatRates::INAPPLICABLE;
    };
    let apply = |counts: BillableCounts, time: SystemTime| {
        let costs = cost(BillableCounts { tier, ..counts }, time).zip(rates.cost(counts));
        costs.is_some_and(|(one, other)| one.picodollars().abs_diff(other.picodollars()) <= TOLERANCE)
    };
    if !unsized_calls().all(|counts| apply(counts, time)) {
        return FlatRates::INAPPLICABLE;
    }
    // A mixed call has every kind of tokens, so a rate that differs shows in its cost.
    let sizes = SIZES.into_iter().take_while(|size| apply(BillableCounts::mix(*size), time));
    let hour = hour_of(time);
    let quarters = [0, 900, 1_800, 2_700, 3_599]
        .map(|after| UNIX_EPOCH.checked_add(Duration::from_secs(hour.start.saturating_add(after))));
    let all_hour = |limit: &u64| {
        let mixes = [BillableCounts::MIX, BillableCounts::mix(*limit)];
        quarters.into_iter().flatten().all(|time| mixes.iter().all(|counts| apply(*counts, time)))
    };
    sizes.last().filter(all_hour).map_or(FlatRates::INAPPLICABLE, |limit| FlatRates { rates, missing, limit })
}

/// The rates of each kind of tokens, and those that are missing, by calls that use one kind alone.
#[allow(clippy::cast_precision_loss)] // dollars have few digits
fn measure(estimate: impl Fn(BillableCounts) -> Option<Estimate>) -> Option<(TokenRates, MissingPrices)> {
    const TOKENS: u64 = SIZES[0];
    let mut dollars = [0.0; 5];
    let lacks_tier = |estimate: Estimate| estimate.missing.contains(MissingPrice::ServiceTier);
    let is_ordinary = lacks_tier(estimate(BillableCounts::NONE)?);
    let mut missing = MissingPrices::NONE.with(MissingPrice::ServiceTier, is_ordinary);
    for ((dollars, counts), of_kind) in
        dollars.iter_mut().zip(BillableCounts::alone(TOKENS)).zip(MissingPrices::OF_KINDS)
    {
        // Rates know only a tier that has no price of any kind.
        let estimate = estimate(counts).filter(|estimate| lacks_tier(*estimate) == is_ordinary)?;
        *dollars = estimate.cost.picodollars() as f64 / (TOKENS as f64 * 1e6);
        missing =
            missing.union(if estimate.missing.intersects(of_kind.reported()) { of_kind } else { MissingPrices::NONE });
    }
    Some((TokenRates::per_million(dollars), missing))
}

/// Nothing, single tokens, reasoning, and much output: calls that show what does not depend on the size of the input.
fn unsized_calls() -> impl Iterator<Item = BillableCounts> {
    let reasoning = BillableCounts { output: 10_000, reasoning: 9_000, ..BillableCounts::NONE };
    let long = BillableCounts { output: FlatRates::MAX_OUTPUT, ..BillableCounts::NONE };
    [BillableCounts::NONE, reasoning, long].into_iter().chain(BillableCounts::alone(1))
}

#[cfg(test)]
mod tests {
    use super::{super::super::estimate::Priced, *};

    const HOUR: u64 = 3_600;

    const NOON: u64 = 1_767_225_600 + 12 * HOUR;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn flat(counts: BillableCounts) -> u64 {
        counts.rated_counts().into_iter().zip([3, 1, 4, 15, 6]).map(|(tokens, rate)| tokens * rate * 1_000_000).sum()
    }

    fn find(cost: impl Fn(BillableCounts, SystemTime) -> Option<u64>, time: SystemTime) -> FlatRates {
        let cost = |counts, time| cost(counts, time).map(Cost::from_picodollars);
        let estimate = |counts, time| cost(counts, time).map(Estimate::complete);
        sample(cost, estimate, ServiceTier::Standard, time)
    }

    #[test]
    fn a_flat_price_holds_for_its_hour() {
        let found = find(|counts, _| Some(flat(counts)), at(NOON + 1_000));
        let counts = BillableCounts {
            input: 1,
            cached_input: 2,
            cache_write: 3,
            one_hour_write: 1,
            output: 4,
            ..BillableCounts::NONE
        };
        assert_eq!(found.limit, 2_000_000);
        assert_eq!(found.rates.cost(counts).map(Cost::picodollars), Some(flat(counts)));
    }

    #[test]
    fn a_tiered_price_is_flat_below_its_tier() {
        for (start, limit) in [(272_000, 272_000), (199_999, 199_999), (150_000, 128_000), (524_288, 512_000), (9, 0)] {
            let tiered =
                |counts: BillableCounts, _| Some(flat(counts) * if counts.inclusive_input() > start { 2 } else { 1 });
            let only_output = |counts: BillableCounts, _| {
                let above = if counts.inclusive_input() > start { counts.output } else { 0 };
                Some(flat(counts) + above * 1_000_000)
            };
            let found = find(only_output, at(NOON));
            assert_eq!(found.limit, limit, "{start}");
            // Where even the first size is above the start, the rates are those above, and do not hold below.
            assert_eq!(find(tiered, at(NOON)).limit, limit, "{start}");
        }
    }

    #[test]
    fn fees_reasoning_and_gaps_are_not_flat() {
        let fee = |counts: BillableCounts, _| Some(flat(counts) + 5_000_000_000);
        let thinking = |counts: BillableCounts, _| Some(flat(counts) + counts.reasoning * 1_000_000);
        let gap = |counts: BillableCounts, _| (counts.cache_write == 0).then(|| flat(counts));
        assert_eq!(find(fee, at(NOON)).limit, 0);
        assert_eq!(find(thinking, at(NOON)).limit, 0);
        assert_eq!(find(gap, at(NOON)).limit, 0);
    }

    #[test]
    fn a_price_that_changes_within_the_hour_is_not_flat() {
        let half_past = |counts: BillableCounts, time: SystemTime| {
            Some(flat(counts) * if time >= at(NOON + HOUR / 2) { 2 } else { 1 })
        };
        assert_eq!(find(half_past, at(NOON)).limit, 0);
        assert_eq!(find(half_past, at(NOON + HOUR)).limit, 2_000_000);
    }

    #[test]
    fn a_price_that_changes_with_the_hour_is_flat_in_each() {
        let tomorrow =
            |counts: BillableCounts, time: SystemTime| Some(flat(counts) * if time >= at(NOON + HOUR) { 2 } else { 1 });
        let [first, second, third] = [0, 1, 2].map(|hours| find(tomorrow, at(NOON + hours * HOUR)));
        assert_eq!(second.rates.0, first.rates.0.map(|rate| rate * 2));
        assert_eq!(third, second);
        // A tier that is new: below it all is as before.
        let tier = |counts: BillableCounts, time: SystemTime| {
            Some(flat(counts) * if time >= at(NOON + HOUR) && counts.inclusive_input() > 200_000 { 2 } else { 1 })
        };
        assert_eq!([NOON, NOON + HOUR].map(|time| find(tier, at(time)).limit), [2_000_000, 200_000]);
    }

    #[test]
    fn a_tier_of_one_kind_of_tokens_ends_the_flat_rates() {
        for kind in 0..5 {
            let tiered = |counts: BillableCounts, _| {
                let above = if counts.inclusive_input() > 128_000 { counts.rated_counts()[kind] } else { 0 };
                Some(flat(counts) + above * 1_000_000)
            };
            assert_eq!(find(tiered, at(NOON)).limit, 128_000, "{kind}");
        }
    }

    #[test]
    fn strange_times_do_no_harm() {
        for time in [UNIX_EPOCH - Duration::from_secs(5), UNIX_EPOCH] {
            assert!(find(|counts, _| Some(flat(counts)), time).limit > 0);
        }
    }

    #[test]
    fn what_has_no_price_of_its_own_is_remembered() {
        let estimate = |counts: BillableCounts, _| {
            let missing = MissingPrices::NONE
                .with(MissingPrice::CachedInputPrice, counts.cached_input > 0)
                .with(MissingPrice::CacheWritePrice, counts.one_hour_write > 0)
                .with(MissingPrice::ServiceTier, counts.tier == ServiceTier::Flex);
            Some(Estimate { cost: Cost::from_picodollars(flat(counts)), missing })
        };
        let counts = [
            BillableCounts { cached_input: 5, ..BillableCounts::NONE },
            BillableCounts { cache_write: 5, ..BillableCounts::NONE },
            BillableCounts::mix(100),
        ];
        let cost = |counts, time| estimate(counts, time).map(|estimate| estimate.cost);
        for tier in [ServiceTier::Standard, ServiceTier::Flex] {
            let found = sample(cost, estimate, tier, at(NOON));
            for counts in counts.map(|counts| BillableCounts { tier, ..counts }) {
                assert_eq!(Some(found.price(&counts)), estimate(counts, at(NOON)).map(Priced::Cost));
            }
        }
    }
}
