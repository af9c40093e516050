//! The text formats: Prometheus 0.0.4, and OpenMetrics 1.0.

use super::visitor::{Labels, MetricVisitor, Number, Type};
use crate::metrics::{Attachment, Histogram, Registry, escape, write_label};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

/// Which of the two text formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Prometheus,
    OpenMetrics,
}

/// What stands in every line beside a family's own name and labels.
#[derive(Debug, Default)]
pub(crate) struct Decoration {
    /// Stands before the name of every family, but for those of OpenTelemetry's conventions.
    pub(crate) prefix: String,
    pub(crate) constant_labels: BTreeMap<String, String>,
    /// The same, as they stand in the text format.
    constant_labels_text: String,
    /// The length of the last text: the next one is about as long.
    last_length: AtomicUsize,
}

impl Decoration {
    pub(crate) fn new(prefix: String, constant_labels: BTreeMap<String, String>) -> Self {
        let mut constant_labels_text = String::new();
        for (name, value) in &constant_labels {
            write_label(&mut constant_labels_text, name, value);
        }
        Self { prefix, constant_labels, constant_labels_text, last_length: AtomicUsize::new(0) }
    }
}

/// The text of everything in a registry, to which `append_external` adds lines of others before its end.
pub(crate) fn render<A: Attachment>(
    registry: &Registry<A>,
    decoration: &Decoration,
    format: Format,
    append_external: impl FnOnce(&mut String),
) -> String {
    let mut text = Text {
        // Much the same as last time, and some more.
        out: String::with_capacity(decoration.last_length.load(Relaxed) / 8 * 9 + 16 * 1024),
        format,
        prefix: &decoration.prefix,
        constant: &decoration.constant_labels_text,
        name: String::new(),
        start: String::new(),
    };
    registry.visit(&mut text);
    let mut out = text.out;
    append_external(&mut out);
    if format == Format::OpenMetrics {
        out.push_str("# EOF\n");
    }
    decoration.last_length.store(out.len(), Relaxed);
    out
}

struct Text<'a> {
    out: String,
    format: Format,
    prefix: &'a str,
    /// Constant labels, ready to stand before the others.
    constant: &'a str,
    /// The current family's name, with the prefix.
    name: String,
    /// How each line of a histogram's buckets starts.
    start: String,
}

impl MetricVisitor for Text<'_> {
    fn family(&mut self, name: &'static str, help: &'static str, kind: Type) {
        let before = std::mem::take(&mut self.name);
        let prefix = if is_otel_name(name) { "" } else { self.prefix };
        self.name.extend([prefix, name]);
        if self.name == before {
            return; // more of the same
        }
        write_head(&mut self.out, self.format, &self.name, help, kind);
    }

    fn number(&mut self, labels: Labels<'_>, split: Option<(&str, &str)>, number: Number) {
        self.out.push_str(&self.name);
        self.labels(labels, split);
        self.out.push(' ');
        match number {
            Number::Count(count) => push_integer(&mut self.out, count),
            Number::Level(level) => push_integer(&mut self.out, level),
            Number::Picodollars(pico) => push_float(&mut self.out, dollars(pico)),
        }
        self.out.push('\n');
    }

    fn histogram(&mut self, labels: Labels<'_>, histogram: &Histogram, cells: &[u64]) {
        let buckets = &cells[..=histogram.bounds.len()];
        let ends = match self.format {
            Format::Prometheus => &histogram.line_ends,
            Format::OpenMetrics => &histogram.canonical_line_ends,
        };
        self.start_buckets(labels);
        let mut count = 0_u64;
        for (bucket, end) in buckets.iter().zip(ends) {
            count = count.wrapping_add(*bucket);
            self.out.push_str(&self.start);
            self.out.push_str(end);
            push_integer(&mut self.out, count);
            self.out.push('\n');
        }
        self.out.push_str(&self.name);
        self.out.push_str("_sum");
        self.labels(labels, None);
        self.out.push(' ');
        push_float(&mut self.out, histogram.in_units(cells[buckets.len()]));
        self.out.push('\n');
        self.out.push_str(&self.name);
        self.out.push_str("_count");
        self.labels(labels, None);
        self.out.push(' ');
        push_integer(&mut self.out, count);
        self.out.push('\n');
    }
}

impl Text<'_> {
    /// `name_bucket{labels,le="`
    fn start_buckets(&mut self, labels: Labels<'_>) {
        let start = &mut self.start;
        start.clear();
        start.extend([self.name.as_str(), "_bucket{"]);
        for text in [self.constant, labels.text] {
            if !text.is_empty() {
                start.extend([text, ","]);
            }
        }
        start.push_str("le=\"");
    }

    fn labels(&mut self, labels: Labels<'_>, split: Option<(&str, &str)>) {
        if self.constant.is_empty() && labels.text.is_empty() && split.is_none() {
            return;
        }
        let start = self.out.len();
        for text in [self.constant, labels.text] {
            if !text.is_empty() {
                self.out.push(if self.out.len() == start { '{' } else { ',' });
                self.out.push_str(text);
            }
        }
        if let Some((name, value)) = split {
            self.out.push(if self.out.len() == start { '{' } else { ',' });
            // The values of these labels are ours: nothing in them wants escaping.
            self.out.extend([name, "=\"", value, "\""]);
        }
        self.out.push('}');
    }
}

/// Whether the name is one of OpenTelemetry's, which take no prefix.
pub(super) fn is_otel_name(name: &str) -> bool {
    name.starts_with("gen_ai_")
}

/// `# HELP` and `# TYPE`. In OpenMetrics a counter's name must end in `_total`, and its head goes without; the counters
/// that don't (their names are older than the rule) are of type `unknown` there, so that the name stays the same in both.
pub(super) fn write_head(out: &mut String, format: Format, name: &str, help: &str, kind: Type) {
    let (name, kind) = match (format, kind) {
        (Format::OpenMetrics, Type::Counter) => {
            name.strip_suffix("_total").map_or((name, "unknown"), |name| (name, "counter"))
        }
        (_, Type::Counter) => (name, "counter"),
        (_, Type::Gauge) => (name, "gauge"),
        (_, Type::Histogram) => (name, "histogram"),
    };
    out.extend(["# HELP ", name, " "]);
    escape(out, help, format == Format::OpenMetrics);
    out.extend(["\n# TYPE ", name, " ", kind, "\n"]);
}

pub(crate) fn push_integer(out: &mut String, integer: impl itoa::Integer) {
    out.push_str(itoa::Buffer::new().format(integer));
}

pub(crate) fn push_float(out: &mut String, float: f64) {
    // Whole numbers without a point, as `prometheus` writes them; the rest in the shortest form that reads back.
    if float.fract() == 0.0 && float.abs() < 1e15 {
        let _ = write!(out, "{float}");
    } else {
        out.push_str(ryu::Buffer::new().format(float));
    }
}

/// Exact up to 2^53 picodollars, then to 16 digits.
#[allow(clippy::cast_precision_loss)] // the text shows a float: dollars have no other form in the format
pub(crate) fn dollars(picodollars: u64) -> f64 {
    picodollars as f64 / 1e12
}
