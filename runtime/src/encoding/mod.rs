//! Shows what a registry holds: as text, as OpenMetrics and to the `prometheus` crate.

mod collector;
mod otel_genai;
mod text;
mod visitor;

pub(crate) use collector::{append_external, gather};
pub(crate) use text::{Decoration, Format, dollars, render};
pub(crate) use visitor::{Labels, MetricVisitor, Number, Type};
