//! A price that holds for a while: what the hot path multiplies with.

use super::Price;
use super::{
    Cost, Estimate, Priced, counts::Counts, counts::Parts, missing::Missing, missing::MissingPrices, rates::Rates,
};
use crate::ServedTier;

/// What holds for the full UTC hour around a time (prices change at midnight, or by the time of day), or for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FlatRates {
    /// Input tokens (cached ones included) up to which the rates hold; above, the book is asked each time. Zero: never.
    pub(super) limit: u64,
    pub(super) rates: Rates,
    pub(super) lacks: UnpricedKinds,
    /// Seconds since 1970, in UTC.
    pub(super) from: u64,
    pub(super) until: u64,
}

/// What the rates lack, and what they are good for: a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct UnpricedKinds(pub(super) u64);

impl UnpricedKinds {
    /// The n-th kind of tokens of [`Rates`] has no price of its own.
    pub(super) const KIND: [Self; 5] = [Self(1), Self(2), Self(4), Self(8), Self(16)];
    /// The terms on which the call was served have no price.
    pub(super) const TIER: Self = Self(32);
    /// Any terms but the ordinary ones have no price.
    pub(super) const OTHER_TIERS: Self = Self(64);
    /// Searches have no price.
    pub(super) const SEARCHES: Self = Self(128);
    /// There is no price at all.
    pub(super) const ALL: Self = Self(256);
    /// Not a lack: the rates hold for calls of whatever shape.
    pub(super) const ANY_SHAPE: Self = Self(512);

    pub(super) const NONE: Self = Self(0);

    #[must_use]
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl FlatRates {
    /// So many output tokens were tried; no model writes so many.
    pub(super) const OUTPUT: u64 = 2_000_000;

    /// Nobody knows.
    pub(super) const UNKNOWN: Self = Self::always(Rates::FREE, UnpricedKinds::ALL);

    /// It costs nothing, whatever it is.
    pub(super) const FREE: Self = Self::always(Rates::FREE, UnpricedKinds::NONE);

    /// A price that the user said.
    pub(super) fn of(price: Price) -> Self {
        Self::always(price.into(), UnpricedKinds::OTHER_TIERS.and(UnpricedKinds::SEARCHES))
    }

    const fn always(rates: Rates, lacks: UnpricedKinds) -> Self {
        Self { limit: u64::MAX, rates, lacks: lacks.and(UnpricedKinds::ANY_SHAPE), from: 0, until: u64::MAX }
    }

    pub(super) fn holds(&self, counts: &Counts) -> bool {
        let as_tried = self.limit > 0
            && counts.inclusive_input() <= self.limit
            && counts.output <= Self::OUTPUT
            && counts.parts == Parts::NONE;
        as_tried || self.lacks.has(UnpricedKinds::ANY_SHAPE)
    }

    /// What an ordinary call costs: input, cached input, cache writes, output. `None` where the rates don't say it all.
    #[inline]
    pub(super) fn ordinary_cost(&self, counts: [u64; 4]) -> Option<Cost> {
        let [input, cached_input, cache_write, output] = counts;
        let inclusive_input = input.saturating_add(cached_input).saturating_add(cache_write);
        let as_tried = self.limit > 0 && inclusive_input <= self.limit && output <= Self::OUTPUT;
        let used = counts
            .into_iter()
            .zip(UnpricedKinds::KIND)
            .fold(UnpricedKinds::ALL.0, |used, (tokens, kind)| used | (u64::from(tokens > 0) * kind.0));
        let said = self.lacks.0 & used == 0 && (as_tried || self.lacks.has(UnpricedKinds::ANY_SHAPE));
        if said { self.rates.cost_of(counts) } else { None }
    }

    pub(super) fn price(&self, counts: &Counts) -> Priced {
        if self.lacks.has(UnpricedKinds::ALL) {
            return Priced::Unknown;
        }
        let Some(cost) = self.rates.cost(*counts) else { return Priced::Unknown };
        Priced::Cost(Estimate { cost, gaps: self.gaps(counts) })
    }

    fn gaps(&self, counts: &Counts) -> MissingPrices {
        let mut used = UnpricedKinds::TIER.0;
        for (tokens, kind) in counts.directions().into_iter().zip(UnpricedKinds::KIND) {
            used |= u64::from(tokens > 0) * kind.0;
        }
        used |= u64::from(counts.tier != ServedTier::Standard) * UnpricedKinds::OTHER_TIERS.0;
        used |= u64::from(counts.parts.web_searches > 0) * UnpricedKinds::SEARCHES.0;
        let missing = UnpricedKinds(self.lacks.0 & used);
        if missing == UnpricedKinds::NONE { MissingPrices::NONE } else { missing.gaps() }
    }
}

impl UnpricedKinds {
    #[cold]
    fn gaps(self) -> MissingPrices {
        let kinds = Self::KIND.into_iter().zip(Missing::OF_KINDS);
        kinds
            .fold(MissingPrices::NONE, |gaps, (kind, missing)| gaps.with(missing, self.has(kind)))
            .with(Missing::WebSearchPrice, self.has(Self::SEARCHES))
            .with(Missing::ServiceTier, self.has(Self::TIER.and(Self::OTHER_TIERS)))
    }
}
