//! Reads what calls have cost so far, and estimates what a call would cost, in the prices of the ambient instance.

use crate::{
    TokenUsage,
    instance::Metrics,
    pricing::{Cost, Estimate},
};
#[cfg(feature = "registry")]
use crate::{
    instance::{ContextAndPrice, InstanceRef},
    metrics::{CellId, Direction, GroupKind, Series, call},
    pricing::{Priced, wait_until_ready},
};

/// What one agent has spent on one model, in processes of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spend {
    /// Who spent it.
    pub agent_id: String,
    /// The model that answered.
    pub model: String,
    /// The kind of process that called it.
    pub tier: String,
    /// The variant of a worker; `None` for what is none.
    pub worker_type: Option<String>,
    /// The cost, as far as prices are known: the value of `llm_estimated_cost_dollars`.
    pub cost: Cost,
    /// Tokens of all directions.
    pub tokens: u64,
    /// Those of them that have no known price, so that they are missing in `cost`.
    pub unpriced_tokens: u64,
}

/// What each agent, model and tier has cost since the program started, in no particular order.
///
/// Label sets above the cap ([`Config::series_cap`](crate::Config::series_cap)) are in entries with the agent
/// `_overflow`, so the sum is exact; what was dropped after [`Config::idle_series_ttl`](crate::Config::idle_series_ttl)
/// is forgotten. Inside the scope of a [`Metrics`] or a [`Recorder`](crate::testing::Recorder) it is what that recorded.
///
/// `None` if it is not recorded, because the feature `metrics` is off, or the [configuration](crate::Config::enabled) switches
/// metrics off. A budget must not take that for nothing spent.
///
/// The first call may block some tens of milliseconds, until the price book is loaded and every call that ended before is priced.
///
/// ```
/// match agent_metrics::spend() {
///     Some(spend) => {
///         let spent: f64 = spend.iter().filter(|spend| spend.agent_id == "bot-1").map(|spend| spend.cost.dollars()).sum();
///         assert!(spent < 5.0, "bot-1 is over its budget");
///     }
///     None => eprintln!("no budget: nothing is recorded"),
/// }
/// ```
pub fn spend() -> Option<Vec<Spend>> {
    Metrics::current().spend()
}

impl Metrics {
    /// As [`spend`](crate::spend), in this instance.
    pub fn spend(&self) -> Option<Vec<Spend>> {
        #[cfg(feature = "registry")]
        return self.instance().enabled.then(|| spend_in(self.instance()));
        #[cfg(not(feature = "registry"))]
        None
    }
}

#[cfg(feature = "registry")]
fn spend_in(instance: &InstanceRef) -> Vec<Spend> {
    wait_until_ready();
    let calls = instance.registry.group(GroupKind::Calls);
    let spend_of = |series: std::sync::Arc<Series<ContextAndPrice>>| {
        let mut sums = vec![0; calls.layout.width];
        series.read(&mut sums);
        let [agent_id, model, tier, worker_type] = &*series.key else { return None };
        let of = |cell: CellId| u64::try_from(sums[cell.index()]).unwrap_or(u64::MAX);
        let tokens = Direction::ALL.into_iter().map(|direction| of(call::TOKENS.of(direction)));
        let (tokens, cost) = (tokens.fold(0, u64::saturating_add), of(call::COST));
        // The request of an attempt may be counted under another model.
        let has_ended = sums[calls.layout.histograms[call::DURATION.index].cells()].iter().any(|bucket| *bucket > 0);
        let is_used = has_ended || tokens > 0 || cost > 0;
        is_used.then(|| Spend {
            agent_id: agent_id.to_string(),
            model: model.to_string(),
            tier: tier.to_string(),
            worker_type: Some(worker_type.to_string()).filter(|variant| !variant.is_empty()),
            cost: Cost::from_picodollars(cost),
            tokens,
            unpriced_tokens: of(call::UNPRICED),
        })
    };
    calls.all().into_iter().filter_map(spend_of).collect()
}

/// What a call of `model` that used so much costs now, in the prices that the metrics use; `None` if its price is unknown.
///
/// The model is called as in `#[llm_metered]`, with or without its provider (`gpt-4o`, `bedrock/anthropic.claude-…`).
/// What `usage` does not report counts as zero, and a cost that `usage` reports is ignored. [`Estimate::of`] also returns
/// whether the cost is complete. Without the feature `metrics` the result is always `None`.
///
/// The first call may block some tens of milliseconds, until the price book is loaded. It counts as use of the metrics: call
/// [`init`](crate::init) before. In the scope of a [`Recorder`](crate::testing::Recorder) the recorder's prices apply.
///
/// ```
/// use agent_metrics::{TokenUsage, pricing::estimate};
///
/// let usage = TokenUsage::new().input(1_000_000).output(100_000);
/// if agent_metrics::ENABLED {
///     let cost = estimate("gpt-4o", &usage).expect("a model that is known");
///     assert_eq!(cost.to_string(), "$3.5");
/// }
/// assert_eq!(estimate("gpt-4o-of-my-dreams", &usage), None);
/// ```
pub fn estimate(model: &str, usage: &TokenUsage) -> Option<Cost> {
    Estimate::of(model, usage).map(|estimate| estimate.cost())
}

impl Estimate {
    /// As [`estimate`](crate::pricing::estimate), with the prices that are missing.
    pub fn of(model: &str, usage: &TokenUsage) -> Option<Self> {
        #[cfg(feature = "registry")]
        {
            let instance = InstanceRef::of(None);
            let price = || instance.prices.price(None, model, usage);
            let mut priced = price();
            if priced == Priced::NotReady {
                wait_until_ready();
                priced = price();
            }
            match priced {
                Priced::Cost(estimate) => Some(estimate),
                Priced::Unknown | Priced::Implausible | Priced::NotReady => None,
            }
        }
        #[cfg(not(feature = "registry"))]
        {
            let _ = (model, usage);
            None
        }
    }
}
