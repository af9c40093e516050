//! Encodes what a registry holds: as text, as OpenMetrics, and as the families of the `prometheus` crate.

mod collector;
mod format;
mod open_metrics;
mod otel_genai;
mod snapshot;
mod text;
mod visitor;
mod walk;

pub(crate) use collector::{append_external, gather};
pub(crate) use format::{Decoration, Format, dollars};
pub(crate) use text::render;
pub(crate) use visitor::{Labels, MetricVisitor, Number, Type};
pub(crate) use walk::visit;
