//! Multiplies each kind of token (input, cached input, cache writes, output) by its rate, in integers.

use super::{billable_counts::BillableCounts, cost::Cost, user_price::Price};

/// Binary digits of a rate after the point: they keep prices below a millionth of a dollar a million tokens, which are less
/// than a picodollar a token.
const FRACTION: u32 = 20;

/// Picodollars a token of each kind (input, cached input, cache write, output, one-hour cache write), with [`FRACTION`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TokenRates(pub(super) [u64; 5]);

impl TokenRates {
    pub(super) const FREE: Self = Self([0; 5]);

    /// A sum of five products with any count stays below 2^128, with room to round.
    const HIGHEST: u64 = 1 << 61;

    /// Converts dollars per million tokens of each kind. A rate that no model can have is capped.
    pub(super) fn per_million(dollars: [f64; 5]) -> Self {
        // A dollar a million tokens is a million picodollars a token.
        let one = 1e6 * f64::from(1_u32 << FRACTION);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
        Self(dollars.map(|dollars| ((dollars * one).round() as u64).min(Self::HIGHEST)))
    }

    /// The cost of the tokens; `None` for a cost that no call can have.
    pub(super) fn cost(self, counts: BillableCounts) -> Option<Cost> {
        self.cost_of(counts.rated_counts())
    }

    /// As [`cost`](Self::cost), of the first kinds alone.
    #[inline]
    pub(super) fn cost_of<const N: usize>(self, counts: [u64; N]) -> Option<Cost> {
        // `HIGHEST` keeps it from wrapping, and half a picodollar rounds the sum.
        let half = 1_u128 << (FRACTION - 1);
        let sum = self
            .0
            .into_iter()
            .zip(counts)
            .fold(half, |sum, (rate, tokens)| sum.wrapping_add(u128::from(rate).wrapping_mul(u128::from(tokens))));
        let picodollars = sum >> FRACTION;
        u64::try_from(picodollars).ok().map(Cost::from_picodollars).filter(|cost| *cost <= Cost::HIGHEST)
    }
}

impl From<Price> for TokenRates {
    fn from(price: Price) -> Self {
        Self::per_million([
            price.input_dollars(),
            price.cached_input_dollars(),
            price.cache_write_dollars(),
            price.output_dollars(),
            price.cache_write_one_hour_dollars(),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(input: u64, cached_input: u64, cache_write: u64, output: u64) -> BillableCounts {
        BillableCounts { input, cached_input, cache_write, output, ..BillableCounts::default() }
    }

    fn picodollars(rates: TokenRates, counts: BillableCounts) -> Option<u64> {
        rates.cost(counts).map(Cost::picodollars)
    }

    #[test]
    fn a_price_becomes_picodollars() {
        let rates =
            TokenRates::from(Price::new(3.0, 15.0).cached_input(0.3).cache_write(3.75).cache_write_one_hour(6.0));
        assert_eq!(picodollars(rates, counts(1, 0, 0, 0)), Some(3_000_000));
        assert_eq!(picodollars(rates, counts(1_000, 2_000, 4_000, 500)), Some(26_100_000_000));
        assert_eq!(picodollars(rates, BillableCounts { one_hour_write: 30, ..counts(0, 0, 40, 0) }), Some(217_500_000));
        assert_eq!(picodollars(rates, BillableCounts::default()), Some(0));
    }

    #[test]
    fn cached_tokens_cost_as_input_unless_set() {
        let rates = TokenRates::from(Price::new(2.0, 8.0));
        assert_eq!(picodollars(rates, counts(0, 10, 10, 0)), Some(40_000_000));
        assert_eq!(picodollars(rates, BillableCounts { one_hour_write: 10, ..counts(0, 0, 10, 0) }), Some(20_000_000));
    }

    #[test]
    fn tiny_prices_are_kept() {
        // A tenth of a picodollar a token.
        let cost = picodollars(TokenRates::per_million([1e-7, 0.0, 0.0, 0.0, 0.0]), counts(2_000_000, 0, 0, 0));
        assert!(cost.is_some_and(|cost| cost.abs_diff(200_000) <= 1), "{cost:?}");
    }

    #[test]
    fn what_no_call_costs_is_no_cost() {
        assert_eq!(TokenRates::per_million([1.0; 5]).cost(counts(u64::MAX, u64::MAX, u64::MAX, u64::MAX)), None);
        assert_eq!(TokenRates::per_million([f64::MAX; 5]).cost(counts(u64::MAX, 1, 1, 1)), None);
        assert_eq!(TokenRates::per_million([f64::MAX; 5]).cost(BillableCounts::default()), Some(Cost::default()));
    }
}
