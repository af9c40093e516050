//! Renders a registry in the text format of Prometheus or of OpenMetrics (which ends in `# EOF`).

use super::{
    format::{ExpositionConfig, Format, push_float, push_integer, write_metadata},
    visitor::{Labels, MetricVisitor, Number, Type},
    walk::visit,
};
use crate::metrics::{HistogramLayout, Registry, SeriesAttachment};

/// The text of everything in a registry; `append_external` adds families of others before its end.
pub(crate) fn render<A: SeriesAttachment>(
    registry: &Registry<A>,
    price_book_age: Option<u64>,
    exposition: &ExpositionConfig,
    format: Format,
    append_external: impl FnOnce(&mut String),
) -> String {
    let out = exposition.new_text();
    let mut text = Text { out, format, exposition, name: String::new(), bucket_start: String::new() };
    visit(registry, price_book_age, &mut text);
    let mut out = text.out;
    append_external(&mut out);
    if format == Format::OpenMetrics {
        out.push_str("# EOF\n");
    }
    exposition.remember_length(&out);
    out
}

struct Text<'a> {
    out: String,
    format: Format,
    exposition: &'a ExpositionConfig,
    /// The current family's name, with the prefix.
    name: String,
    /// The start of each line of a histogram's buckets.
    bucket_start: String,
}

impl MetricVisitor for Text<'_> {
    fn family(&mut self, name: &'static str, help: &'static str, kind: Type) {
        let before = std::mem::take(&mut self.name);
        self.name.extend([self.exposition.prefix_of(name), name]);
        // Adjacent families of one name are one family.
        if self.name == before {
            return;
        }
        write_metadata(&mut self.out, self.format, &self.name, help, kind);
    }

    fn number(&mut self, labels: Labels<'_>, own_label: Option<(&str, &str)>, number: Number) {
        self.line_start(labels, "", own_label);
        match number {
            Number::Count(count) => push_integer(&mut self.out, count),
            Number::Level(level) => push_integer(&mut self.out, level),
            Number::Picodollars(_) | Number::Nanoseconds(_) => push_float(&mut self.out, number.in_units()),
        }
        self.out.push('\n');
    }

    fn histogram(&mut self, labels: Labels<'_>, histogram: &HistogramLayout, cells: &[u128]) {
        let buckets = &cells[..histogram.buckets()];
        let ends = match self.format {
            Format::Prometheus => &histogram.line_ends,
            Format::OpenMetrics => &histogram.open_metrics_line_ends,
        };
        self.set_bucket_start(labels);
        let mut count = 0_u128;
        for (bucket, end) in buckets.iter().zip(ends) {
            count = count.wrapping_add(*bucket);
            self.out.push_str(&self.bucket_start);
            self.out.push_str(end);
            push_integer(&mut self.out, count);
            self.out.push('\n');
        }
        self.line_start(labels, "_sum", None);
        push_float(&mut self.out, histogram.in_units(cells[buckets.len()]));
        self.out.push('\n');
        self.line_start(labels, "_count", None);
        push_integer(&mut self.out, count);
        self.out.push('\n');
    }
}

impl Text<'_> {
    /// Sets it to `name_bucket{labels,le="`.
    fn set_bucket_start(&mut self, labels: Labels<'_>) {
        let start = &mut self.bucket_start;
        start.clear();
        start.extend([self.name.as_str(), "_bucket{"]);
        for text in [self.exposition.constant_labels_text.as_str(), labels.text] {
            if !text.is_empty() {
                start.extend([text, ","]);
            }
        }
        start.push_str("le=\"");
    }

    /// Appends the name and the labels.
    fn line_start(&mut self, labels: Labels<'_>, suffix: &str, own_label: Option<(&str, &str)>) {
        self.out.push_str(&self.name);
        self.out.push_str(suffix);
        self.labels(labels, own_label);
        self.out.push(' ');
    }

    fn labels(&mut self, labels: Labels<'_>, own_label: Option<(&str, &str)>) {
        if self.exposition.constant_labels_text.is_empty() && labels.text.is_empty() && own_label.is_none() {
            return;
        }
        let start = self.out.len();
        for text in [self.exposition.constant_labels_text.as_str(), labels.text] {
            if !text.is_empty() {
                self.out.push(if self.out.len() == start { '{' } else { ',' });
                self.out.push_str(text);
            }
        }
        if let Some((name, value)) = own_label {
            self.out.push(if self.out.len() == start { '{' } else { ',' });
            // The values of these labels are the crate's own: nothing in them needs escaping.
            self.out.extend([name, "=\"", value, "\""]);
        }
        self.out.push('}');
    }
}
