//! Encodes what a registry holds: as text, as OpenMetrics, and as the families of the `prometheus` crate.

mod external_families;
mod format;
mod negotiation;
mod otel_genai;
mod presentable;
mod prometheus_families;
mod quality_values;
mod snapshot;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod visitor;
mod walk;

pub(crate) use external_families::append_external;
pub(crate) use format::{ExpositionConfig, Format};
pub(crate) use presentable::{is_name, take_unpresentable};
pub(crate) use prometheus_families::gather;
#[cfg(feature = "server")]
pub(crate) use quality_values::weighted_entries;
pub(crate) use text::render;
pub(crate) use visitor::{Labels, MetricVisitor, Number, Type};
pub(crate) use walk::visit;
