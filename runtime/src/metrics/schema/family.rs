//! Describes a metric family: its name, HELP and type, and how it is read from the cells of a group.

use super::{
    cell::{CellId, HistogramId, LabelValues},
    group_kind::GroupKind,
    groups::call,
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
    /// How something ended, by outcome: those that failed, and as `ok` the rest of those that the histogram has counted.
    Outcomes {
        failures: CellId<Outcome>,
        ended: HistogramId,
    },
    /// The count of a histogram, once it has one.
    CountOf(HistogramId),
    /// One cell less another, which is declared before it.
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
    /// The sums by some of the labels.
    Sums(SumBy),
    /// The sums by agent and model under the label names of OpenTelemetry, with the type of token if there is one.
    OtelGenAi { token_type: Option<&'static str> },
}

/// A sum over the series of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SumBy {
    /// The indices of the labels in which the series of a sum agree.
    pub(crate) by: &'static [usize],
    /// Only series whose label has this value are counted.
    pub(crate) only: Option<(usize, &'static str)>,
}

impl SumBy {
    /// True if the sum counts a series with these labels.
    pub(crate) fn has(&self, key: &[Box<str>]) -> bool {
        self.only.is_none_or(|(index, value)| *key[index] == *value)
    }

    /// The labels of the sum that counts such a series.
    pub(crate) fn labels<'a>(&self, key: &'a [Box<str>]) -> impl Iterator<Item = &'a str> {
        self.by.iter().map(|index| &*key[*index])
    }
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

    /// How something ended that has no duration of its own.
    pub(super) const fn counted_outcomes(name: &'static str, help: &'static str, cells: CellId<Outcome>) -> Self {
        let (label, values) = (Outcome::LABEL, Outcome::VALUES);
        let source = Source::ByLabel { label, values, first: cells.nth(0), shown: Shown::Together };
        Self::new(name, help, MetricType::Counter, source)
    }

    /// How what the histogram has counted ended.
    pub(super) const fn outcomes(
        name: &'static str,
        help: &'static str,
        failures: CellId<Outcome>,
        ended: HistogramId,
    ) -> Self {
        Self::new(name, help, MetricType::Counter, Source::Outcomes { failures, ended })
    }

    /// What has ended, with any outcome: the count of its durations.
    pub(super) const fn ended(name: &'static str, help: &'static str, durations: HistogramId) -> Self {
        Self::new(name, help, MetricType::Counter, Source::CountOf(durations))
    }

    pub(super) const fn counter_of_sum(name: &'static str, help: &'static str, cells: &'static [CellId]) -> Self {
        Self::new(name, help, MetricType::Counter, Source::SumOf(cells))
    }

    pub(super) const fn dollars(name: &'static str, help: &'static str, cell: CellId) -> Self {
        Self::new(name, help, MetricType::Dollars, Source::Cell(cell))
    }

    /// What the one cell has counted and the other not yet.
    pub(super) const fn gauge(name: &'static str, help: &'static str, of: CellId, less: CellId) -> Self {
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
        Self { view: View::Sums(SumBy { by, only: None }), ..self }
    }

    /// The same family over the series whose label has this value; the samples are summed by the labels `by`.
    pub(super) const fn only(self, label: usize, value: &'static str, by: &'static [usize]) -> Self {
        Self { view: View::Sums(SumBy { by, only: Some((label, value)) }), ..self }
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
            | Source::Difference { of: cell, .. }
            | Source::OldestAge(cell) => cell.group,
            Source::Outcomes { failures, .. } => failures.group,
            Source::SumOf(cells) => cells[0].group,
            Source::CountOf(histogram) | Source::Histogram(histogram) => histogram.group,
        }
    }

    /// The sum that the family shows; `None` if it shows each series.
    pub(crate) const fn sum(&self) -> Option<SumBy> {
        match self.view {
            View::Each => None,
            View::Sums(sum) => Some(sum),
            View::OtelGenAi { .. } => Some(SumBy { by: &[call::AGENT_ID, call::MODEL], only: None }),
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
