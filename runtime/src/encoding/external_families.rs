//! Encodes the families of external collectors: the `prometheus` crate encodes its own text format, but not OpenMetrics.

use super::{
    format::{Format, push_float, write_metadata},
    visitor::Type,
};
use crate::metrics::write_label;
use prometheus::{
    TextEncoder,
    proto::{MetricFamily, MetricType},
};

/// Appends families that external collectors have gathered.
pub(crate) fn append_external(families: &[MetricFamily], format: Format, out: &mut String) {
    match format {
        Format::Prometheus => {
            // Nothing of it is shown if it can't be encoded.
            let start = out.len();
            if TextEncoder::new().encode_utf8(families, out).is_err() {
                out.truncate(start);
            }
        }
        Format::OpenMetrics => families.iter().for_each(|family| write_open_metrics(family, out)),
    }
}

/// Appends a family in the format of OpenMetrics.
#[allow(clippy::cast_precision_loss)] // the exposition format has floats only
fn write_open_metrics(family: &MetricFamily, out: &mut String) {
    let name = family.name();
    let kind = match family.get_field_type() {
        MetricType::COUNTER => Type::Counter,
        MetricType::HISTOGRAM => Type::Histogram,
        MetricType::GAUGE => Type::Gauge,
        // The `prometheus` crate has no summaries; a collector that makes some is left out rather than shown wrongly.
        MetricType::SUMMARY | MetricType::UNTYPED => return,
    };
    write_metadata(out, Format::OpenMetrics, name, family.help(), kind);
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
