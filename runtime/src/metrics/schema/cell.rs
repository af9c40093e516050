//! Identifies a cell or a histogram within the series of its group.

use super::group_kind::GroupKind;
use std::marker::PhantomData;

/// The index of the bitmask of written cells; it distinguishes a zero from a number that was not reported.
pub(crate) const PRESENCE_MASK: usize = 0;

/// The indices of the cells that count what has ended and what has begun, in every group: what runs now is the difference. Cells
/// are read in the order of their indices, so that it is never below zero.
pub(crate) const ENDED: usize = 1;

/// The same of what runs inside another of its kind, and is not shown.
pub(crate) const ENDED_INSIDE: usize = 2;
pub(crate) const BEGUN_INSIDE: usize = 3;

pub(crate) const BEGUN: usize = 4;

/// How many cells of a series precede its histograms. It is the same in every group, so that an index that is known when the
/// crate is compiled needs no bounds check.
pub(crate) const SCALARS: usize = 34;

/// A label whose values are known when the crate is compiled.
pub(crate) trait LabelValues {
    /// The name of the label.
    const LABEL: &'static str;
    /// The values as they are shown, in the order of their cells.
    const VALUES: &'static [&'static str];
}

/// `()` stands for no label: a single cell.
impl LabelValues for () {
    const LABEL: &'static str = "";
    const VALUES: &'static [&'static str] = &[""];
}

/// A cell, or with a label `L` as many adjacent cells as that label has values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CellId<L = ()> {
    pub(super) group: GroupKind,
    first: usize,
    label: PhantomData<L>,
}

impl<L: LabelValues> CellId<L> {
    pub(super) const fn at(group: GroupKind, first: usize) -> Self {
        let cell = Self { group, first, label: PhantomData };
        assert!(cell.end() <= SCALARS, "the cells of every group fit into `SCALARS`");
        cell
    }

    /// The index after the last cell.
    pub(super) const fn end(&self) -> usize {
        self.first.saturating_add(L::VALUES.len())
    }
}

impl<L> CellId<L> {
    /// The index in the series; that of the first cell where there are several.
    #[inline]
    pub(crate) const fn index(self) -> usize {
        self.first
    }

    /// One of the cells, by the position of its value among those of the label.
    pub(super) const fn nth(self, value: usize) -> CellId {
        CellId { group: self.group, first: self.first.saturating_add(value), label: PhantomData }
    }
}

/// A histogram: its position among those of the group, its unit and its default upper bounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HistogramId {
    pub(crate) group: GroupKind,
    pub(crate) index: usize,
    /// How many of the recorded integers make one of the family's unit: 1e9 for seconds, which are recorded in nanoseconds.
    pub(crate) scale: f64,
    pub(crate) bounds: &'static [f64],
}

impl HistogramId {
    pub(super) const fn seconds(group: GroupKind, index: usize, bounds: &'static [f64]) -> Self {
        Self { group, index, scale: 1e9, bounds }
    }

    pub(super) const fn amounts(group: GroupKind, index: usize, bounds: &'static [f64]) -> Self {
        Self { group, index, scale: 1.0, bounds }
    }
}
