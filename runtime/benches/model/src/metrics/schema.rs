//! A schema of as few cells as the storage can have, for each step of a thread is tried with each of the others.

use crate::ErrorType;
use std::marker::PhantomData;

pub(crate) const PRESENCE_MASK: usize = 0;
pub(crate) const ENDED: usize = 1;
pub(crate) const BEGUN: usize = 2;
// No test has calls inside others.
pub(crate) const ENDED_INSIDE: usize = 1;
pub(crate) const BEGUN_INSIDE: usize = 2;
pub(crate) const SCALARS: usize = 4;

/// A sum of amounts.
pub(crate) const COST: CellId = CellId(3, PhantomData);

#[derive(Debug, Clone, Copy)]
pub(crate) struct CellId<L = ()>(usize, PhantomData<L>);

impl<L> CellId<L> {
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

impl CellId<Outcome> {
    pub(crate) fn of(self, _: Outcome) -> CellId {
        CellId(self.0, PhantomData)
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome;

impl Outcome {
    pub(crate) fn of(_: Option<ErrorType>) -> Self {
        Self
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct HistogramId {
    pub(crate) index: usize,
    pub(crate) scale: f64,
}

pub(crate) struct GroupSchema {
    pub(crate) histograms: &'static [HistogramId],
}

/// The one sum over all series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SumBy;

impl SumBy {
    pub(crate) fn has(self, _: &[Box<str>]) -> bool {
        true
    }

    pub(crate) fn labels(self, _: &[Box<str>]) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }
}
