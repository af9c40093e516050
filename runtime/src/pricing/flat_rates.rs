//! Prices the calls of one model and service tier by constant rates, up to the size to which these apply.

use super::{
    billable_counts::{BillableCounts, Parts},
    cost::Cost,
    estimate::{Estimate, Priced},
    missing_prices::{MissingPrice, MissingPrices},
    token_rates::TokenRates,
    user_price::Price,
};
use crate::ServiceTier;

/// Constant rates of a model on the terms of one service tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FlatRates {
    pub(super) rates: TokenRates,
    /// The prices that the rates lack.
    pub(super) missing: MissingPrices,
    /// Input tokens (cached ones included) up to which the rates apply; the catalog prices larger calls one by one.
    pub(super) limit: u64,
}

impl FlatRates {
    /// The most output tokens that the rates are known to apply to; no model writes as many.
    pub(super) const MAX_OUTPUT: u64 = 2_000_000;

    /// The `limit` of rates that apply to every call, whatever it used.
    const ANY_CALL: u64 = u64::MAX;

    /// Rates that apply to no call: each is priced by the catalog.
    pub(super) const INAPPLICABLE: Self = Self { rates: TokenRates::FREE, missing: MissingPrices::NONE, limit: 0 };

    /// Nothing that the model does costs anything.
    pub(super) const FREE: Self = Self { limit: Self::ANY_CALL, ..Self::INAPPLICABLE };

    pub(super) fn apply_to(&self, counts: &BillableCounts) -> bool {
        self.limit == Self::ANY_CALL
            || self.cover(counts.inclusive_input(), counts.output) && counts.parts == Parts::NONE
    }

    #[inline]
    fn cover(&self, inclusive_input: u64, output: u64) -> bool {
        self.limit > 0 && inclusive_input <= self.limit && output <= Self::MAX_OUTPUT
    }

    /// The cost of an ordinary call, by its input, cached input, cache writes and output; `None` where the rates do not
    /// apply, or lack a price.
    #[inline]
    pub(super) fn ordinary_cost(&self, counts: [u64; 4]) -> Option<Cost> {
        let [input, cached_input, cache_write, output] = counts;
        let inclusive_input = input.saturating_add(cached_input).saturating_add(cache_write);
        let apply = self.limit == Self::ANY_CALL || self.cover(inclusive_input, output);
        if apply && self.missing.of_used(counts).is_empty() { self.rates.cost_of(counts) } else { None }
    }

    /// The cost of a call that the rates apply to.
    pub(super) fn price(&self, counts: &BillableCounts) -> Priced {
        let Some(cost) = self.rates.cost(*counts) else { return Priced::Implausible };
        let missing = self.missing.of_used(counts.rated_counts()).reported();
        let lacks = |missing| self.missing.contains(missing);
        let missing = missing
            .with(MissingPrice::WebSearchPrice, counts.parts.web_searches > 0 && lacks(MissingPrice::WebSearchPrice))
            .with(MissingPrice::ServiceTier, counts.tier != ServiceTier::Standard && lacks(MissingPrice::ServiceTier));
        Priced::Cost(Estimate { cost, missing })
    }
}

/// A price that the user set is that of ordinary calls of any size.
impl From<Price> for FlatRates {
    fn from(price: Price) -> Self {
        let missing =
            MissingPrices::of(MissingPrice::WebSearchPrice).union(MissingPrices::of(MissingPrice::ServiceTier));
        Self { rates: price.into(), missing, limit: Self::ANY_CALL }
    }
}
