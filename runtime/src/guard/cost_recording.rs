//! Adds the cost of a call to its series: the cost that the provider reported, else the price of its tokens.

use super::{
    agent_labels::{UNKNOWN, first},
    interned_model::InternedModel,
    opened_context::OpenedContext,
};
use crate::{
    clock::Moment,
    instance::{ContextAndPrice, Instance},
    metrics::{Cells, GroupKind, IncompleteReason, LabelValues, Series, SeriesId, call},
    pricing::{self, Cost, Estimate, MissingPrice, Priced, ThreadCachedPrice, same_model},
    usage::{DisjointUsage, TokenUsage},
};
use std::sync::Arc;

/// Pricing and storage do not know each other, so this is where it is checked that [`MissingPrice`] and [`IncompleteReason`] have
/// the same variants in the same order.
const _: () = {
    const REASONS: &[&str] = IncompleteReason::VALUES;
    let mut index = 0;
    while index < REASONS.len() {
        assert!(MissingPrice::ALL[index] as usize == index, "`MissingPrice::ALL` is in the order of its variants");
        let (label, reason) = (REASONS[index].as_bytes(), MissingPrice::ALL[index].as_str().as_bytes());
        assert!(label.len() == reason.len(), "a reason and its label are one word");
        let mut byte = 0;
        while byte < label.len() {
            assert!(label[byte] == reason[byte], "a reason and its label are one word");
            byte += 1;
        }
        index += 1;
    }
    assert!(MissingPrice::ALL.len() == REASONS.len(), "every reason has a cell");
};

/// What is left to do after the series has been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CostOutcome {
    /// Nothing.
    Done,
    /// The cost that the provider reported, or that of the tokens, is none that a call can have, which is counted as an invalid
    /// value.
    InvalidCost,
    /// The price is still being loaded, and will be applied later.
    PriceNotReady,
}

/// Adds the cost that the provider reported, else the price of the tokens. `cached_price` is the price that the thread keeps
/// with the series, if it keeps any.
#[inline]
pub(super) fn add_cost(
    instance: &Instance,
    (series, cached_price, cells): (&Series<ContextAndPrice>, Option<&mut Option<Box<ThreadCachedPrice>>>, Cells<'_>),
    model_and_provider: Option<&Arc<InternedModel>>,
    answered: Option<&str>,
    usage: &DisjointUsage<'_>,
    ended: Moment,
) -> CostOutcome {
    let mut outcome = CostOutcome::Done;
    if let Some(dollars) = usage.reported.reported_cost_dollars() {
        if let Some(cost) = Cost::from_dollars(dollars) {
            add_estimate(cells, Estimate::complete(cost));
            return CostOutcome::Done;
        }
        outcome = CostOutcome::InvalidCost;
    }
    let provider = model_and_provider
        .map(|model_and_provider| &*model_and_provider.provider)
        .filter(|provider| !provider.is_empty());
    let priced = if series.is_overflow_of(call::MODEL) {
        price_above_cap(instance, provider, model_and_provider, answered, usage, ended)
    } else {
        instance.prices.price_remembered(cached_price, provider, &series.key[call::MODEL], usage, ended)
    };
    match priced {
        Priced::Cost(estimate) => add_estimate(cells, estimate),
        Priced::Unknown => add_unpriced(cells, usage),
        Priced::Implausible => {
            add_unpriced(cells, usage);
            outcome = CostOutcome::InvalidCost;
        }
        Priced::NotReady => return CostOutcome::PriceNotReady,
    }
    outcome
}

/// The price of a call in a series that many models share, whose label is the name of none. It is the same as below the cap: that of
/// the requested model, unless another answered. Where the requested one was not kept, it was below the cap, and another answered.
#[cold]
fn price_above_cap(
    instance: &Instance,
    provider: Option<&str>,
    requested: Option<&Arc<InternedModel>>,
    answered: Option<&str>,
    usage: &DisjointUsage<'_>,
    ended: Moment,
) -> Priced {
    let requested = requested.map(|requested| first([&requested.model, UNKNOWN]));
    let other = answered.filter(|answered| requested.is_none_or(|requested| !same_model(requested, answered)));
    let model = other.or(requested).unwrap_or(UNKNOWN);
    instance.prices.price_remembered(None, provider, model, usage, ended)
}

#[inline]
fn add_estimate(cells: Cells<'_>, Estimate { cost, missing }: Estimate) {
    cells.add(call::COST, cost.picodollars());
    if !missing.is_empty() {
        let cell = |missing| call::INCOMPLETE.of(IncompleteReason::ALL[missing as usize]);
        missing.iter().for_each(|missing| cells.count(cell(missing)));
    }
}

#[cold]
fn add_unpriced(cells: Cells<'_>, usage: &DisjointUsage<'_>) {
    cells.add(call::UNPRICED, usage.counts.into_iter().fold(0, u64::saturating_add));
}

impl CostOutcome {
    /// Does what is left. A price that is still being loaded is applied once it has been loaded.
    pub(super) fn finish_pricing(
        self,
        instance: &OpenedContext,
        series: SeriesId,
        model_and_provider: Option<&Arc<InternedModel>>,
        answered: Option<&str>,
        usage: &TokenUsage,
        ended: Moment,
    ) {
        match self {
            Self::Done => {}
            Self::InvalidCost => instance.registry.count_invalid_value(call::COST),
            Self::PriceNotReady => {
                let (instance, model_and_provider, usage) = (instance.clone(), model_and_provider.cloned(), *usage);
                let answered = answered.map(|model| InternedModel::intern("", model));
                pricing::run_when_ready(Box::new(move || {
                    let calls = instance.registry.group(GroupKind::Calls);
                    let outcome = calls.write_series(series, |series, cached_price, cells| {
                        let answered = answered.as_ref().map(|model_and_provider| &*model_and_provider.model);
                        add_cost(
                            &instance,
                            (series, cached_price, cells),
                            model_and_provider.as_ref(),
                            answered,
                            &usage.disjoint(),
                            ended,
                        )
                    });
                    if outcome == Some(Self::InvalidCost) {
                        instance.registry.count_invalid_value(call::COST);
                    }
                }));
            }
        }
    }
}
