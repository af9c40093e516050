//! Represents an amount of money in whole picodollars, so that sums of millions of calls stay exact. (The rates of tokens are
//! applied in `token_rates`.)

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign},
};

/// An amount of US dollars, kept as whole picodollars (10⁻¹² dollars).
///
/// A token costs micro- to nanodollars: whole picodollars hold its price exactly, and adding them up loses nothing. The highest
/// amount is some 18 million dollars; a sum that exceeds it stays there.
///
/// With the feature `serde` it is a whole number of picodollars, so that it comes back exactly as it was.
///
/// ```
/// use agent_metrics::pricing::Cost;
///
/// let cost = Cost::from_dollars(0.0105).expect("a cost that a call can have");
/// assert_eq!(cost.picodollars(), 10_500_000_000);
/// assert_eq!(cost.to_string(), "$0.0105");
///
/// let total: Cost = [cost, cost, Cost::from_picodollars(1)].iter().sum();
/// assert_eq!(total.to_string(), "$0.021000000001");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Cost(u64);

const PICO: f64 = 1e12;

impl Cost {
    /// A call that costs more than a million dollars is a mistake.
    #[cfg(any(test, feature = "registry"))]
    pub(crate) const HIGHEST: Self = Self(1_000_000 * 1_000_000_000_000);

    /// The nearest whole picodollar.
    ///
    /// `None` for what is no cost of a call: negative, not a number, infinite, or above one million dollars.
    ///
    /// ```
    /// use agent_metrics::pricing::Cost;
    ///
    /// assert_eq!(Cost::from_dollars(0.0), Some(Cost::default()));
    /// assert_eq!(Cost::from_dollars(-0.01), None);
    /// assert_eq!(Cost::from_dollars(f64::NAN), None);
    /// ```
    pub fn from_dollars(dollars: f64) -> Option<Self> {
        // The range does not contain NaN either.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // in range, as just checked
        (0.0..=1e6).contains(&dollars).then(|| Self((dollars * PICO).round() as u64))
    }

    /// A cost of so many picodollars (10⁻¹² US dollars).
    pub const fn from_picodollars(picodollars: u64) -> Self {
        Self(picodollars)
    }

    /// In US dollars: exact up to 9,000 dollars, then to 16 digits.
    #[allow(clippy::cast_precision_loss)] // a float holds no more
    pub fn dollars(self) -> f64 {
        self.0 as f64 / PICO
    }

    /// In picodollars (10⁻¹² US dollars).
    pub const fn picodollars(self) -> u64 {
        self.0
    }
}

/// Stays at the highest amount where the sum exceeds it.
impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Self::add)
    }
}

impl<'a> Sum<&'a Self> for Cost {
    fn sum<I: Iterator<Item = &'a Self>>(costs: I) -> Self {
        costs.copied().sum()
    }
}

/// In dollars, with every digit that is not zero: `$0.0105`.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dollars, picodollars) = (self.0 / 1_000_000_000_000, self.0 % 1_000_000_000_000);
        if picodollars == 0 {
            return f.pad(&format!("${dollars}"));
        }
        f.pad(format!("${dollars}.{picodollars:012}").trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::Cost;

    #[test]
    fn only_what_a_call_can_cost_is_a_cost() {
        for dollars in [-1e-12, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1_000_000.1, f64::MAX] {
            assert_eq!(Cost::from_dollars(dollars), None, "{dollars}");
        }
        assert_eq!(Cost::from_dollars(1e6), Some(Cost::HIGHEST));
        assert_eq!(Cost::from_dollars(-0.0), Some(Cost(0)));
    }

    #[test]
    fn shows_dollars() {
        for (picodollars, text) in
            [(0, "$0"), (1, "$0.000000000001"), (2_500_000_000_000, "$2.5"), (3_000_000_000_000, "$3")]
        {
            assert_eq!(Cost(picodollars).to_string(), text);
        }
        assert_eq!(format!("{:>6}", Cost(0)), "    $0");
    }

    #[test]
    fn sums_are_exact_and_never_overflow() {
        let mut cost = Cost(1);
        cost += Cost(2);
        assert_eq!(cost + Cost(u64::MAX - 4), Cost(u64::MAX - 1));
        assert_eq!(cost + Cost(u64::MAX - 2), Cost(u64::MAX));
        let costs = vec![Cost(1); 1_000_003];
        assert_eq!((costs.iter().sum::<Cost>(), costs.into_iter().sum()), (Cost(1_000_003), Cost(1_000_003)));
        assert_eq!([Cost(u64::MAX), Cost(1)].into_iter().sum::<Cost>(), Cost(u64::MAX));
        assert_eq!(std::iter::empty::<Cost>().sum::<Cost>(), Cost::default());
    }

    #[cfg(feature = "serde")]
    #[test]
    fn comes_back_exactly() {
        // A float would lose the last digits of each but the first two.
        for picodollars in [0, 1, (1 << 53) + 1, 10_500_000_000_000_001, u64::MAX] {
            let text = serde_json::to_string(&Cost(picodollars)).expect("a number");
            assert_eq!(text, picodollars.to_string());
            assert_eq!(serde_json::from_str::<Cost>(&text).expect("the same number"), Cost(picodollars));
        }
        for wrong in ["-1", "0.5", "\"1\"", "18446744073709551616"] {
            assert!(serde_json::from_str::<Cost>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn orders_and_converts() {
        assert!(Cost(1) < Cost(2));
        assert_eq!(Cost::from_dollars(0.000_000_000_001), Some(Cost(1)));
        assert!((Cost(10_500_000_000).dollars() - 0.0105).abs() < 1e-15);
    }
}
