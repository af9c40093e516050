//! Defines the trait that receives the samples of a scrape, for the text formats, the `prometheus` crate and recorders.

use crate::metrics::{Family, HistogramLayout, LabelValues, Layout, MetricType, Outcome, Shown, Source};

/// The labels of one sample.
#[derive(Clone, Copy)]
pub(crate) struct Labels<'a> {
    names: &'a [&'a str],
    values: Values<'a>,
    /// The same in the exposition format.
    pub(crate) text: &'a str,
}

#[derive(Clone, Copy)]
enum Values<'a> {
    OfSeries(&'a [Box<str>]),
    OfSum(&'a [&'a str]),
}

impl<'a> Labels<'a> {
    pub(super) const NONE: Self = Self { names: &[], values: Values::OfSum(&[]), text: "" };

    pub(super) fn of_series(names: &'a [&'a str], values: &'a [Box<str>], text: &'a str) -> Self {
        Self { names, values: Values::OfSeries(values), text }
    }

    pub(super) fn of_sum(names: &'a [&'a str], values: &'a [&'a str], text: &'a str) -> Self {
        Self { names, values: Values::OfSum(values), text }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let values = self.values;
        let value = move |index: usize| match values {
            Values::OfSeries(values) => values.get(index).map(|value| &**value),
            Values::OfSum(values) => values.get(index).copied(),
        };
        self.names.iter().enumerate().filter_map(move |(index, name)| Some((*name, value(index)?)))
    }
}

/// The value of a counter or gauge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Number {
    Count(u128),
    Picodollars(u128),
    Level(u128),
    Nanoseconds(u64),
}

impl Number {
    /// The value in the family's unit: exact up to 2^53 of the number's own, then to 16 digits.
    #[allow(clippy::cast_precision_loss)] // the exposition format has floats only
    pub(crate) fn in_units(self) -> f64 {
        match self {
            Self::Count(count) => count as f64,
            Self::Picodollars(picodollars) => picodollars as f64 / 1e12,
            Self::Level(level) => level as f64,
            Self::Nanoseconds(nanoseconds) => nanoseconds as f64 / 1e9,
        }
    }
}

/// The type of a family in the exposition formats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Type {
    Counter,
    Gauge,
    Histogram,
}

/// Receives families one after the other, each followed by its samples.
pub(crate) trait MetricVisitor {
    /// What follows belongs to this family.
    fn family(&mut self, name: &'static str, help: &'static str, kind: Type);
    /// One counter or gauge; `own_label` is one label more, which the family has for itself.
    fn number(&mut self, labels: Labels<'_>, own_label: Option<(&str, &str)>, number: Number);
    /// One histogram: a count for each bound and one for what is above, then the sum.
    fn histogram(&mut self, labels: Labels<'_>, histogram: &HistogramLayout, cells: &[u128]);
}

/// The cells of one series, or of a sum of series, from the cell `first` on.
#[derive(Clone, Copy)]
pub(super) struct CellView<'a> {
    pub(super) present: u128,
    pub(super) first: usize,
    pub(super) cells: &'a [u128],
    /// The nanoseconds since the oldest of the processes that run now was started.
    pub(super) oldest_age: u64,
}

impl CellView<'_> {
    /// The value of a cell; zero if it was never written.
    fn value(&self, index: usize) -> u128 {
        index.checked_sub(self.first).and_then(|index| self.cells.get(index)).copied().unwrap_or(0)
    }

    /// The value of a cell; `None` if it was never written.
    fn cell(&self, index: usize) -> Option<u128> {
        (self.present & (1 << index) != 0).then(|| self.value(index))
    }

    /// The buckets and the sum of a histogram.
    fn histogram(&self, histogram: &HistogramLayout) -> &[u128] {
        let start = histogram.start.saturating_sub(self.first);
        self.cells.get(start..histogram.end().saturating_sub(self.first)).unwrap_or_default()
    }

    /// The count of a histogram.
    fn count(&self, histogram: &HistogramLayout) -> u128 {
        self.histogram(histogram).iter().take(histogram.buckets()).fold(0, |count, bucket| count.wrapping_add(*bucket))
    }

    /// Shows a family's samples of these cells, as far as they were written.
    pub(super) fn show(&self, family: &Family, layout: &Layout, labels: Labels<'_>, visitor: &mut impl MetricVisitor) {
        let number = |cell: u128| match family.kind {
            MetricType::Dollars => Number::Picodollars(cell),
            MetricType::Gauge => Number::Level(cell),
            MetricType::Counter | MetricType::Histogram => Number::Count(cell),
        };
        match family.source {
            Source::Cell(cell) => {
                if let Some(value) = self.cell(cell.index()) {
                    visitor.number(labels, None, number(value));
                }
            }
            Source::ByLabel { label, values, first, shown } => {
                let cells = || (first.index()..).map(|index| self.cell(index)).zip(values);
                let unwritten = (shown == Shown::Together && cells().any(|(cell, _)| cell.is_some())).then_some(0);
                for (cell, value) in cells() {
                    if let Some(cell) = cell.or(unwritten) {
                        visitor.number(labels, Some((label, value)), number(cell));
                    }
                }
            }
            Source::Outcomes { failures, ended } => {
                if self.cell(failures.index()).is_none() {
                    return;
                }
                let failed = || (failures.index()..).map(|index| self.value(index)).zip(Outcome::VALUES).skip(1);
                let all = self.count(&layout.histograms[ended.index]);
                // The failures were read before the durations, and are counted after them.
                let succeeded = failed().fold(all, |rest, (failed, _)| rest.saturating_sub(failed));
                for (count, outcome) in std::iter::once((succeeded, &Outcome::VALUES[0])).chain(failed()) {
                    visitor.number(labels, Some((Outcome::LABEL, outcome)), number(count));
                }
            }
            Source::CountOf(histogram) => {
                let count = self.count(&layout.histograms[histogram.index]);
                if count > 0 {
                    visitor.number(labels, None, number(count));
                }
            }
            Source::Difference { of, less } => {
                if let Some(value) = self.cell(of.index()) {
                    // More may have been deleted than this process has saved.
                    visitor.number(labels, None, number(value.saturating_sub(self.value(less.index()))));
                }
            }
            Source::OldestAge(active) => {
                if self.cell(active.index()).is_some() {
                    visitor.number(labels, None, Number::Nanoseconds(self.oldest_age));
                }
            }
            Source::SumOf(cells) => {
                let values = || cells.iter().filter_map(|cell| self.cell(cell.index()));
                if values().next().is_some() {
                    visitor.number(labels, None, number(values().fold(0, u128::wrapping_add)));
                }
            }
            Source::Histogram(histogram) => {
                let histogram = &layout.histograms[histogram.index];
                if self.count(histogram) > 0 {
                    visitor.histogram(labels, histogram, self.histogram(histogram));
                }
            }
        }
    }
}

impl From<MetricType> for Type {
    fn from(kind: MetricType) -> Self {
        match kind {
            MetricType::Counter | MetricType::Dollars => Self::Counter,
            MetricType::Gauge => Self::Gauge,
            MetricType::Histogram => Self::Histogram,
        }
    }
}
