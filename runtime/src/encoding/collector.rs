//! Converts series to the families of the `prometheus` crate, and families of external collectors to text.

use super::{
    text::{Decoration, Format, dollars, is_otel_name, push_float, write_head},
    visitor::{Labels, MetricVisitor, Number, Type},
};
use crate::metrics::{Attachment, Histogram, Registry, write_label};
use prometheus::{
    Encoder, TextEncoder,
    proto::{self, MetricFamily, MetricType},
};

/// The families of a registry that have series, for the `prometheus` crate.
pub(crate) fn gather<A: Attachment>(registry: &Registry<A>, decoration: &Decoration) -> Vec<MetricFamily> {
    let mut gathered = Gathered { families: Vec::new(), decoration };
    registry.visit(&mut gathered);
    gathered.families.retain(|family| !family.get_metric().is_empty());
    gathered.families
}

struct Gathered<'a> {
    families: Vec<MetricFamily>,
    decoration: &'a Decoration,
}

impl Gathered<'_> {
    fn push(&mut self, labels: Labels<'_>, split: Option<(&str, &str)>, fill: impl FnOnce(&mut proto::Metric)) {
        let Some(family) = self.families.last_mut() else { return };
        let constant = self.decoration.constant_labels.iter().map(|(name, value)| (&**name, &**value));
        let pairs = constant.chain(labels.iter()).chain(split).filter(|(_, value)| !value.is_empty());
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

#[allow(clippy::cast_precision_loss)] // the `prometheus` crate knows only floats
impl MetricVisitor for Gathered<'_> {
    fn family(&mut self, name: &'static str, help: &'static str, kind: Type) {
        let prefix = if is_otel_name(name) { "" } else { &self.decoration.prefix };
        let name = format!("{prefix}{name}");
        if self.families.last().is_some_and(|before| before.name() == name) {
            return; // more of the same
        }
        let mut family = MetricFamily::default();
        family.set_name(name);
        family.set_help(help.to_owned());
        family.set_field_type(match kind {
            Type::Counter => MetricType::COUNTER,
            Type::Gauge => MetricType::GAUGE,
            Type::Histogram => MetricType::HISTOGRAM,
        });
        self.families.push(family);
    }

    fn number(&mut self, labels: Labels<'_>, split: Option<(&str, &str)>, number: Number) {
        self.push(labels, split, |metric| match number {
            Number::Count(count) => metric.set_counter(counter(count as f64)),
            Number::Picodollars(pico) => metric.set_counter(counter(dollars(pico))),
            Number::Level(level) => {
                let mut gauge = proto::Gauge::default();
                gauge.set_value(level as f64);
                metric.set_gauge(gauge);
            }
        });
    }

    fn histogram(&mut self, labels: Labels<'_>, histogram: &Histogram, cells: &[u64]) {
        let mut count = 0_u64;
        let mut buckets = Vec::with_capacity(histogram.bounds.len());
        let (counts, sum) = cells.split_at(histogram.bounds.len() + 1);
        for (bucket, bound) in counts.iter().zip(&histogram.bounds) {
            count = count.wrapping_add(*bucket);
            let mut bucket = proto::Bucket::default();
            bucket.set_cumulative_count(count);
            bucket.set_upper_bound(histogram.in_units(*bound));
            buckets.push(bucket);
        }
        count = count.wrapping_add(counts.last().copied().unwrap_or_default());
        let mut filled = proto::Histogram::default();
        filled.set_bucket(buckets);
        filled.set_sample_count(count);
        filled.set_sample_sum(histogram.in_units(sum.first().copied().unwrap_or_default()));
        self.push(labels, None, |metric| metric.set_histogram(filled));
    }
}

fn counter(value: f64) -> proto::Counter {
    let mut counter = proto::Counter::default();
    counter.set_value(value);
    counter
}

/// Appends families that external collectors have gathered.
pub(crate) fn append_external(families: &[MetricFamily], format: Format, out: &mut String) {
    match format {
        Format::Prometheus => {
            let mut text = Vec::new();
            if TextEncoder::new().encode(families, &mut text).is_ok() {
                out.push_str(&String::from_utf8_lossy(&text));
            }
        }
        Format::OpenMetrics => families.iter().for_each(|family| open_metrics(family, out)),
    }
}

/// The `prometheus` crate has no encoder for OpenMetrics.
#[allow(clippy::cast_precision_loss)] // the text shows floats
fn open_metrics(family: &MetricFamily, out: &mut String) {
    let name = family.name();
    let kind = match family.get_field_type() {
        MetricType::COUNTER => Type::Counter,
        MetricType::HISTOGRAM => Type::Histogram,
        MetricType::GAUGE => Type::Gauge,
        // The crate has no summaries of its own, and a collector that makes some is better left out than shown wrong.
        MetricType::SUMMARY | MetricType::UNTYPED => return,
    };
    write_head(out, Format::OpenMetrics, name, family.help(), kind);
    for metric in family.get_metric() {
        let mut labels = String::new();
        for pair in metric.get_label() {
            write_label(&mut labels, pair.name(), pair.value());
        }
        let mut line = |suffix: &str, le: Option<f64>, value: f64| {
            let mut labels = labels.clone();
            if let Some(le) = le {
                let le = if le == f64::INFINITY { "+Inf".to_owned() } else { format!("{le:?}") };
                write_label(&mut labels, "le", &le);
            }
            out.extend([name, suffix]);
            if !labels.is_empty() {
                out.extend(["{", &labels, "}"]);
            }
            out.push(' ');
            push_float(out, value);
            out.push('\n');
        };
        match kind {
            Type::Counter => line("", None, metric.get_counter().get_value()),
            Type::Gauge => line("", None, metric.get_gauge().get_value()),
            Type::Histogram => {
                let histogram = metric.get_histogram();
                for bucket in histogram.get_bucket().iter().filter(|bucket| bucket.upper_bound() != f64::INFINITY) {
                    line("_bucket", Some(bucket.upper_bound()), bucket.cumulative_count() as f64);
                }
                line("_bucket", Some(f64::INFINITY), histogram.get_sample_count() as f64);
                line("_sum", None, histogram.get_sample_sum());
                line("_count", None, histogram.get_sample_count() as f64);
            }
        }
    }
}
