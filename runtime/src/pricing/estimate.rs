//! What a call costs, and what of it is not known.

use super::{
    Cost,
    missing::{Missing, MissingPrices},
};

/// The cost of a call, and what the price book could not tell of it.
///
/// ```
/// use agent_metrics::{ServedTier, TokenUsage, pricing::{Estimate, Missing}};
///
/// let usage = TokenUsage::new().input(1_000_000).served(ServedTier::Unknown);
/// if agent_metrics::ENABLED {
///     let estimate = Estimate::of("gpt-4o", &usage).expect("a model that is known");
///     assert_eq!(estimate.cost().to_string(), "$2.5"); // as an ordinary call
///     assert_eq!(estimate.missing().collect::<Vec<_>>(), [Missing::ServiceTier]);
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    pub(crate) cost: Cost,
    pub(crate) gaps: MissingPrices,
}

impl Estimate {
    /// What the call costs, as far as it is known.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    /// What of it is not known; nothing, if the cost is complete.
    pub fn missing(&self) -> impl Iterator<Item = Missing> + use<> {
        self.gaps.iter()
    }

    /// Whether everything had a price.
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }
}

#[cfg(feature = "registry")]
impl Estimate {
    pub(crate) fn complete(cost: Cost) -> Self {
        Self { cost, gaps: MissingPrices::NONE }
    }
}
