//! Defines the result of pricing a call: its cost and the prices that were missing, or that the model has no known price.

use super::{
    cost::Cost,
    missing_prices::{MissingPrice, MissingPrices},
};

/// The cost of a call, and the prices that were missing.
///
/// ```
/// use agent_metrics::{ServiceTier, TokenUsage, pricing::{Estimate, MissingPrice}};
///
/// let usage = TokenUsage::new().input(1_000_000).served(ServiceTier::Unknown);
/// if agent_metrics::ENABLED {
///     let estimate = Estimate::of("gpt-4o", &usage).expect("a model that is known");
///     assert_eq!(estimate.cost().to_string(), "$2.5"); // as an ordinary call
///     assert_eq!(estimate.missing().collect::<Vec<_>>(), [MissingPrice::ServiceTier]);
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    pub(crate) cost: Cost,
    pub(crate) missing: MissingPrices,
}

impl Estimate {
    /// What the call costs, as far as prices are known.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    /// The prices that were missing; none, if the cost is complete.
    pub fn missing(&self) -> impl Iterator<Item = MissingPrice> + use<> {
        self.missing.iter()
    }

    /// Whether everything that the call used had a price.
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }
}

#[cfg(feature = "registry")]
impl Estimate {
    pub(crate) fn complete(cost: Cost) -> Self {
        Self { cost, missing: MissingPrices::NONE }
    }
}

/// What is known about the cost of a call.
#[cfg(feature = "registry")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priced {
    Cost(Estimate),
    /// No price of the model is known.
    Unknown,
    /// The price is known, but the cost is none that a call can have: something that was counted is a mistake.
    Implausible,
    /// The catalog is still being loaded: the pricing is to be [deferred](super::run_when_ready).
    NotReady,
}
