//! Encodes the families of external collectors in both text formats.
//!
//! The encoder of the `prometheus` crate knows one of them, panics at an untyped family, and refuses all if it refuses one.

use super::{
    format::{Format, push_integer, write_float, write_head},
    value::Value as _,
};
use crate::metrics::write_label;
use prometheus::proto::{Metric, MetricFamily, MetricType};
use std::fmt::Write as _;

/// Appends families that external collectors have gathered.
pub(crate) fn append_external(families: &[MetricFamily], format: Format, out: &mut String) {
    for family in families {
        write_family(family, format, out);
    }
}

#[allow(clippy::cast_precision_loss)] // the exposition format has floats only
fn write_family(family: &MetricFamily, format: Format, out: &mut String) {
    let (name, kind) = (family.name(), family.get_field_type());
    write_head(out, format, name, family.help(), type_name(kind, format));
    for metric in family.get_metric() {
        let mut labels = String::new();
        for pair in metric.get_label() {
            write_label(&mut labels, pair.name(), pair.value());
        }
        let mut line = |suffix: &str, label: Option<(&str, f64)>, value: f64| {
            let mut labels = labels.clone();
            if let Some((name, value)) = label {
                let mut text = String::new();
                write_float(&mut text, format, value);
                write_label(&mut labels, name, &text);
            }
            out.extend([name, suffix]);
            if !labels.is_empty() {
                out.extend(["{", &labels, "}"]);
            }
            out.push(' ');
            write_float(out, Format::Prometheus, value);
            write_timestamp(out, format, metric.timestamp_ms());
            out.push('\n');
        };
        match kind {
            MetricType::COUNTER => line("", None, metric.get_counter().value()),
            MetricType::GAUGE => line("", None, metric.get_gauge().value()),
            MetricType::UNTYPED => line("", None, untyped_value(metric)),
            MetricType::HISTOGRAM => {
                let histogram = metric.get_histogram();
                for bucket in histogram.get_bucket().iter().filter(|bucket| bucket.upper_bound() != f64::INFINITY) {
                    line("_bucket", Some(("le", bucket.upper_bound())), bucket.cumulative_count() as f64);
                }
                line("_bucket", Some(("le", f64::INFINITY)), histogram.get_sample_count() as f64);
                line("_sum", None, histogram.get_sample_sum());
                line("_count", None, histogram.get_sample_count() as f64);
            }
            MetricType::SUMMARY => {
                let summary = metric.get_summary();
                for quantile in summary.get_quantile() {
                    line("", Some(("quantile", quantile.quantile())), quantile.value());
                }
                line("_sum", None, summary.sample_sum());
                line("_count", None, summary.sample_count() as f64);
            }
        }
    }
}

fn type_name(kind: MetricType, format: Format) -> &'static str {
    match kind {
        MetricType::COUNTER => "counter",
        MetricType::GAUGE => "gauge",
        MetricType::HISTOGRAM => "histogram",
        MetricType::SUMMARY => "summary",
        MetricType::UNTYPED if format == Format::OpenMetrics => "unknown",
        MetricType::UNTYPED => "untyped",
    }
}

/// Appends a timestamp, in seconds in `OpenMetrics`, in milliseconds otherwise. Zero stands for none.
fn write_timestamp(out: &mut String, format: Format, milliseconds: i64) {
    if milliseconds == 0 {
        return;
    }
    out.push(' ');
    if format == Format::Prometheus {
        return push_integer(out, milliseconds);
    }
    if milliseconds < 0 {
        out.push('-');
    }
    push_integer(out, milliseconds.unsigned_abs() / 1000);
    let fraction = milliseconds.unsigned_abs() % 1000;
    if fraction > 0 {
        let _ = write!(out, ".{fraction:03}");
    }
}

/// The value of an untyped sample. There is no method for it that the `prometheus` crate has both with and without its feature
/// `protobuf`, which another crate of the program may turn on, but both show it: `untyped: Untyped { value: 1.0 }`.
fn untyped_value(metric: &Metric) -> f64 {
    let shown = format!("{metric:?}");
    let value = shown.rsplit_once("untyped: ").and_then(|(_, untyped)| untyped.split_once("value: "));
    let value = value.map(|(_, value)| value.strip_prefix("Some(").unwrap_or(value));
    let number = value.and_then(|value| value.split([' ', ',', ')', '}']).next());
    number.and_then(|number| number.parse().ok()).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use prometheus::proto::{LabelPair, Quantile, Summary};

    fn family(name: &str, kind: MetricType, metric: Metric) -> MetricFamily {
        let mut family = MetricFamily::default();
        family.set_name(name.to_owned());
        family.set_help("Help.".to_owned());
        family.set_field_type(kind);
        family.set_metric(vec![metric]);
        family
    }

    fn labelled(name: &str, value: &str) -> Metric {
        let (mut metric, mut pair) = (Metric::default(), LabelPair::default());
        pair.set_name(name.to_owned());
        pair.set_value(value.to_owned());
        metric.set_label(vec![pair]);
        metric
    }

    fn text(families: &[MetricFamily], format: Format) -> String {
        let mut out = String::new();
        append_external(families, format, &mut out);
        out
    }

    #[test]
    fn summaries_have_their_quantiles() {
        let (mut metric, mut summary, mut quantile) = (labelled("a", "b"), Summary::default(), Quantile::default());
        quantile.set_quantile(1.0);
        quantile.set_value(f64::INFINITY);
        summary.set_quantile(vec![quantile]);
        summary.set_sample_count(2);
        summary.set_sample_sum(3.5);
        metric.set_summary(summary);
        metric.set_timestamp_ms(1_500);
        let families = [family("s", MetricType::SUMMARY, metric)];
        let head = "# HELP s Help.\n# TYPE s summary\n";
        let prometheus = "s{a=\"b\",quantile=\"1\"} +Inf 1500\ns_sum{a=\"b\"} 3.5 1500\ns_count{a=\"b\"} 2 1500\n";
        assert_eq!(text(&families, Format::Prometheus), format!("{head}{prometheus}"));
        let open = "s{a=\"b\",quantile=\"1.0\"} +Inf 1.500\ns_sum{a=\"b\"} 3.5 1.500\ns_count{a=\"b\"} 2 1.500\n";
        assert_eq!(text(&families, Format::OpenMetrics), format!("{head}{open}"));
    }

    #[test]
    #[allow(deprecated)] // the crate has no other way to make one
    fn untyped_families_have_their_value() {
        let mut metric = labelled("untyped: ", "value: 7.0");
        metric.set_label(Vec::new());
        let mut untyped = prometheus::proto::Untyped::default();
        untyped.set_value(-0.25);
        metric.set_untyped(untyped);
        metric.set_timestamp_ms(-2_000);
        let families = [family("u", MetricType::UNTYPED, metric)];
        assert_eq!(text(&families, Format::Prometheus), "# HELP u Help.\n# TYPE u untyped\nu -0.25 -2000\n");
        assert_eq!(text(&families, Format::OpenMetrics), "# HELP u Help.\n# TYPE u unknown\nu -0.25 -2\n");
    }

    #[test]
    fn a_counter_has_its_old_name_in_both_formats() {
        let families = [family("old", MetricType::COUNTER, labelled("a", "\"\n"))];
        let samples = "old{a=\"\\\"\\n\"} 0\n";
        assert_eq!(text(&families, Format::Prometheus), format!("# HELP old Help.\n# TYPE old counter\n{samples}"));
        assert_eq!(text(&families, Format::OpenMetrics), format!("# HELP old Help.\n# TYPE old unknown\n{samples}"));
    }
}
