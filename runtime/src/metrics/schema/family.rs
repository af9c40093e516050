//! Describes a metric family: its name, HELP and type, and how it is read from the cells of a group.

use super::{
    cell::{CellId, HistogramId, LabelValues},
    group_kind::GroupKind,
    label_values::Outcome,
};

/// A metric family that is read from series.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Family {
    /// The name without the configured prefix.
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
    pub(crate) kind: MetricType,
    pub(crate) source: Source,
    pub(crate) view: View,
}

/// The type of a family, and the unit of its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MetricType {
    Counter,
    /// A counter of US dollars, stored in whole picodollars.
    Dollars,
    Gauge,
    Histogram,
}

/// The cells that a family is read from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    Cell(CellId),
    /// One sample for each value of a label of its own, in adjacent cells from `first` on.
    ByLabel {
        label: &'static str,
        values: &'static [&'static str],
        first: CellId,
        /// Which of the samples a series has.
        shown: Shown,
    },
    /// The sum of the cells of such a label, once anything is counted in them.
    TotalOf {
        first: CellId,
        values: usize,
    },
    /// One cell less another.
    Difference {
        of: CellId,
        less: CellId,
    },
    /// How long ago the oldest of what this cell counts has begun; zero while nothing runs.
    OldestAge(CellId),
    /// The sum of some cells, which are not empty.
    SumOf(&'static [CellId]),
    Histogram(HistogramId),
}

/// Which samples of a label of its own a family shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Those that were written.
    Written,
    /// All as soon as one is written, the others with zero: the first increase of a counter that was not shown before is
    /// invisible to `increase()`.
    Together,
}

/// Which of the group's series a family shows, and by which of their labels.
#[derive(Debug, Clone, Copy)]
pub(crate) enum View {
    /// Every series, with all labels.
    Each,
    /// The sums by some of the labels (their indices), over the series whose label has this value.
    Sums { by: &'static [usize], only: Option<(usize, &'static str)> },
    /// The sums by agent and model under the label names of OpenTelemetry, with the type of token if there is one.
    OtelGenAi { token_type: Option<&'static str> },
}

impl Family {
    const fn new(name: &'static str, help: &'static str, kind: MetricType, source: Source) -> Self {
        Self { name, help, kind, source, view: View::Each }
    }

    pub(super) const fn counter(name: &'static str, help: &'static str, cell: CellId) -> Self {
        Self::new(name, help, MetricType::Counter, Source::Cell(cell))
    }

    pub(super) const fn counters<L: LabelValues>(name: &'static str, help: &'static str, cells: CellId<L>) -> Self {
        let source = Source::ByLabel { label: L::LABEL, values: L::VALUES, first: cells.nth(0), shown: Shown::Written };
        Self::new(name, help, MetricType::Counter, source)
    }

    pub(super) const fn outcomes(name: &'static str, help: &'static str, cells: CellId<Outcome>) -> Self {
        let (label, values) = (Outcome::LABEL, Outcome::VALUES);
        let source = Source::ByLabel { label, values, first: cells.nth(0), shown: Shown::Together };
        Self::new(name, help, MetricType::Counter, source)
    }

    /// What has ended, with any outcome.
    pub(super) const fn ended(name: &'static str, help: &'static str, cells: CellId<Outcome>) -> Self {
        let source = Source::TotalOf { first: cells.nth(0), values: Outcome::VALUES.len() };
        Self::new(name, help, MetricType::Counter, source)
    }

    pub(super) const fn counter_of_sum(name: &'static str, help: &'static str, cells: &'static [CellId]) -> Self {
        Self::new(name, help, MetricType::Counter, Source::SumOf(cells))
    }

    pub(super) const fn dollars(name: &'static str, help: &'static str, cell: CellId) -> Self {
        Self::new(name, help, MetricType::Dollars, Source::Cell(cell))
    }

    pub(super) const fn gauge(name: &'static str, help: &'static str, cell: CellId) -> Self {
        Self::new(name, help, MetricType::Gauge, Source::Cell(cell))
    }

    pub(super) const fn difference(name: &'static str, help: &'static str, of: CellId, less: CellId) -> Self {
        Self::new(name, help, MetricType::Gauge, Source::Difference { of, less })
    }

    pub(super) const fn oldest_age(name: &'static str, help: &'static str, active: CellId) -> Self {
        Self::new(name, help, MetricType::Gauge, Source::OldestAge(active))
    }

    pub(super) const fn histogram(name: &'static str, help: &'static str, histogram: HistogramId) -> Self {
        Self::new(name, help, MetricType::Histogram, Source::Histogram(histogram))
    }

    /// The same family, summed by some of the labels.
    pub(super) const fn by(self, by: &'static [usize]) -> Self {
        Self { view: View::Sums { by, only: None }, ..self }
    }

    /// The same family over the series whose label has this value; the samples are summed by the labels `by`.
    pub(super) const fn only(self, label: usize, value: &'static str, by: &'static [usize]) -> Self {
        Self { view: View::Sums { by, only: Some((label, value)) }, ..self }
    }

    /// The same family under the label names of OpenTelemetry.
    pub(super) const fn otel(self, token_type: Option<&'static str>) -> Self {
        Self { view: View::OtelGenAi { token_type }, ..self }
    }

    /// The group whose series the family is read from.
    pub(crate) const fn group(&self) -> GroupKind {
        match self.source {
            Source::Cell(cell)
            | Source::ByLabel { first: cell, .. }
            | Source::TotalOf { first: cell, .. }
            | Source::Difference { of: cell, .. }
            | Source::OldestAge(cell) => cell.group,
            Source::SumOf(cells) => cells[0].group,
            Source::Histogram(histogram) => histogram.group,
        }
    }

    /// True if the family shows this histogram.
    pub(crate) fn shows(&self, histogram: &HistogramId) -> bool {
        let is_same = |own: HistogramId| own.group == histogram.group && own.index == histogram.index;
        matches!(self.source, Source::Histogram(own) if is_same(own))
    }

    /// True if the family is a counter or gauge that is read from this cell, or from the cells that start with it.
    pub(crate) fn reads<L>(&self, cell: CellId<L>) -> bool {
        match self.source {
            Source::Cell(first) | Source::ByLabel { first, .. } => {
                first.group == cell.group && first.index() == cell.index()
            }
            _ => false,
        }
    }
}
