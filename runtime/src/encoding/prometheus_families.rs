//! Converts the series of a registry to the families of the `prometheus` crate.

use super::{
    format::ExpositionConfig,
    visitor::{Labels, MetricVisitor, Number, Type},
    walk::visit,
};
use crate::metrics::{HistogramLayout, Registry, SeriesAttachment};
use prometheus::proto::{self, MetricFamily, MetricType};

/// The families of a registry that have series, for the `prometheus` crate.
pub(crate) fn gather<A: SeriesAttachment>(
    registry: &Registry<A>,
    price_book_age: Option<u64>,
    exposition: &ExpositionConfig,
) -> Vec<MetricFamily> {
    let mut gathered = Gathered { families: Vec::new(), exposition };
    visit(registry, price_book_age, &mut gathered);
    gathered.families.retain(|family| !family.get_metric().is_empty());
    gathered.families
}

struct Gathered<'a> {
    families: Vec<MetricFamily>,
    exposition: &'a ExpositionConfig,
}

impl Gathered<'_> {
    fn push(&mut self, labels: Labels<'_>, own_label: Option<(&str, &str)>, fill: impl FnOnce(&mut proto::Metric)) {
        let Some(family) = self.families.last_mut() else { return };
        let constant = self.exposition.constant_labels.iter().map(|(name, value)| (&**name, &**value));
        let pairs = constant.chain(labels.iter()).chain(own_label).filter(|(_, value)| !value.is_empty());
        let mut metric = proto::Metric::default();
        metric.set_label(
            pairs
                .map(|(name, value)| {
                    let mut pair = proto::LabelPair::default();
                    pair.set_name(name.to_owned());
                    pair.set_value(value.to_owned());
                    pair
                })
                .collect(),
        );
        fill(&mut metric);
        family.mut_metric().push(metric);
    }
}

impl MetricVisitor for Gathered<'_> {
    fn family(&mut self, name: &'static str, help: &'static str, kind: Type) {
        let name = format!("{}{name}", self.exposition.prefix_of(name));
        // Adjacent families of one name are one family.
        if self.families.last().is_some_and(|before| before.name() == name) {
            return;
        }
        let mut family = MetricFamily::default();
        family.set_name(name);
        family.set_help(help.to_owned());
        family.set_field_type(kind.into());
        self.families.push(family);
    }

    fn number(&mut self, labels: Labels<'_>, own_label: Option<(&str, &str)>, number: Number) {
        self.push(labels, own_label, |metric| match number {
            Number::Count(_) | Number::Picodollars(_) => metric.set_counter(counter(number.in_units())),
            Number::Level(_) | Number::Nanoseconds(_) => metric.set_gauge(gauge(number.in_units())),
        });
    }

    fn histogram(&mut self, labels: Labels<'_>, histogram: &HistogramLayout, cells: &[u128]) {
        let mut count = 0_u128;
        let mut buckets = Vec::with_capacity(histogram.bounds.len());
        let (counts, sum) = cells.split_at(histogram.buckets());
        for (bucket, bound) in counts.iter().zip(&histogram.shown_bounds) {
            count = count.wrapping_add(*bucket);
            let mut bucket = proto::Bucket::default();
            bucket.set_cumulative_count(u64::try_from(count).unwrap_or(u64::MAX));
            bucket.set_upper_bound(*bound);
            buckets.push(bucket);
        }
        count = count.wrapping_add(counts.last().copied().unwrap_or_default());
        let mut filled = proto::Histogram::default();
        filled.set_bucket(buckets);
        filled.set_sample_count(u64::try_from(count).unwrap_or(u64::MAX));
        filled.set_sample_sum(histogram.in_units(sum.first().copied().unwrap_or_default()));
        self.push(labels, None, |metric| metric.set_histogram(filled));
    }
}

impl From<Type> for MetricType {
    fn from(kind: Type) -> Self {
        match kind {
            Type::Counter => Self::COUNTER,
            Type::Gauge => Self::GAUGE,
            Type::Histogram => Self::HISTOGRAM,
        }
    }
}

fn gauge(value: f64) -> proto::Gauge {
    let mut gauge = proto::Gauge::default();
    gauge.set_value(value);
    gauge
}

fn counter(value: f64) -> proto::Counter {
    let mut counter = proto::Counter::default();
    counter.set_value(value);
    counter
}
