//! Sums the series of one name that have some labels.

use super::sums::Sums;
use crate::{
    encoding::{Labels, MetricVisitor, Number, Type},
    metrics::HistogramLayout,
};

/// A query, and what it has found so far.
pub(super) struct Query<'a> {
    pub(super) name: &'a str,
    pub(super) labels: &'a [(&'a str, &'a str)],
    /// True while the family of that name is visited.
    pub(super) in_family: bool,
    pub(super) sums: Sums,
}

impl Query<'_> {
    fn matches(&self, labels: Labels<'_>, own_label: Option<(&str, &str)>) -> bool {
        let value =
            |name: &str| labels.iter().chain(own_label).find(|(own, _)| *own == name).map_or("", |(_, value)| value);
        self.in_family && self.labels.iter().all(|(name, wanted)| value(name) == *wanted)
    }
}

impl MetricVisitor for Query<'_> {
    fn family(&mut self, name: &'static str, _: &'static str, _: Type) {
        self.in_family = name == self.name;
    }

    fn number(&mut self, labels: Labels<'_>, own_label: Option<(&str, &str)>, number: Number) {
        if self.matches(labels, own_label) {
            self.sums.series = self.sums.series.saturating_add(1);
            self.sums.number += number.in_units();
        }
    }

    fn histogram(&mut self, labels: Labels<'_>, histogram: &HistogramLayout, cells: &[u128]) {
        if self.matches(labels, None) {
            let (buckets, sum) = cells.split_at(histogram.buckets());
            self.sums.series = self.sums.series.saturating_add(1);
            let count = u64::try_from(buckets.iter().sum::<u128>()).unwrap_or(u64::MAX);
            self.sums.count = self.sums.count.saturating_add(count);
            self.sums.sum += histogram.in_units(sum.first().copied().unwrap_or_default());
        }
    }
}
