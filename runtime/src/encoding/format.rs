//! Defines the two text formats and what both write alike: HELP and TYPE, numbers, the prefix and constant labels.

use super::visitor::Type;
use crate::metrics::{escape, write_label};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

/// A text format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Version 0.0.4 of Prometheus's text format.
    Prometheus,
    /// Version 1.0.0 of `OpenMetrics`.
    OpenMetrics,
}

/// What every line has beside the name and the labels of its own.
#[derive(Debug, Default)]
pub(crate) struct ExpositionConfig {
    /// The prefix of every family's name, but for those of OpenTelemetry's conventions.
    prefix: String,
    pub(super) constant_labels: BTreeMap<String, String>,
    /// The same in the exposition format.
    pub(super) constant_labels_text: String,
    /// The length of the last text; the next one is about as long.
    last_length: AtomicUsize,
}

impl ExpositionConfig {
    pub(crate) fn new(prefix: String, constant_labels: BTreeMap<String, String>) -> Self {
        let mut constant_labels_text = String::new();
        for (name, value) in &constant_labels {
            write_label(&mut constant_labels_text, name, value);
        }
        Self { prefix, constant_labels, constant_labels_text, last_length: AtomicUsize::new(0) }
    }

    pub(crate) fn constant_labels(&self) -> &BTreeMap<String, String> {
        &self.constant_labels
    }

    /// The prefix of this family.
    pub(crate) fn prefix_of(&self, name: &str) -> &str {
        if name.starts_with("gen_ai_") { "" } else { &self.prefix }
    }

    /// An empty text with room for about as much as last time.
    pub(super) fn new_text(&self) -> String {
        let last = self.last_length.load(Relaxed);
        String::with_capacity(last.saturating_add(last / 8).saturating_add(16 * 1024))
    }

    pub(super) fn remember_length(&self, text: &str) {
        self.last_length.store(text.len(), Relaxed);
    }
}

/// Appends `# HELP` and `# TYPE`.
///
/// In `OpenMetrics` the name of a counter must end in `_total`, and its head goes without. A counter whose name is older
/// than that rule has the type `unknown` there, so that its name is the same in both formats.
pub(super) fn write_metadata(out: &mut String, format: Format, name: &str, help: &str, kind: Type) {
    let kind = match kind {
        Type::Counter => "counter",
        Type::Gauge => "gauge",
        Type::Histogram => "histogram",
    };
    write_head(out, format, name, help, kind);
}

/// The same for a type of any name.
pub(super) fn write_head(out: &mut String, format: Format, name: &str, help: &str, kind: &str) {
    let (name, kind) = match format {
        Format::OpenMetrics if kind == "counter" => {
            name.strip_suffix("_total").map_or((name, "unknown"), |name| (name, kind))
        }
        _ => (name, kind),
    };
    out.extend(["# HELP ", name, " "]);
    escape(out, help, format == Format::OpenMetrics);
    out.extend(["\n# TYPE ", name, " ", kind, "\n"]);
}

/// Appends any number. In `OpenMetrics` a bound or a quantile has a point: `1.0`.
pub(super) fn write_float(out: &mut String, format: Format, float: f64) {
    if float.is_infinite() {
        out.push_str(if float > 0.0 { "+Inf" } else { "-Inf" });
    } else if format == Format::OpenMetrics {
        out.push_str(ryu::Buffer::new().format(float));
    } else {
        push_float(out, float);
    }
}

pub(super) fn push_integer(out: &mut String, integer: impl itoa::Integer) {
    out.push_str(itoa::Buffer::new().format(integer));
}

/// Appends whole numbers without a point, as the `prometheus` crate does, and others in the shortest form that reads back.
pub(super) fn push_float(out: &mut String, float: f64) {
    if float.fract() == 0.0 && float.abs() < 1e15 {
        let _ = write!(out, "{float}");
    } else {
        out.push_str(ryu::Buffer::new().format(float));
    }
}
