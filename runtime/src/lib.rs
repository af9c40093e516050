//! Attributes that meter LLM agents.

mod config;
mod context;
mod error;
#[cfg(feature = "registry")]
mod metrics;
#[cfg(feature = "registry")]
mod pricing;
mod usage;

#[cfg(feature = "registry")]
pub use config::init;
pub use config::{Config, InitError, Price};
#[cfg(feature = "registry")]
pub use context::{Context, InContext, InCurrentContext};
pub use context::{LabelBuffer, LabelValue};
pub use error::{ClassifyError, ErrorType};
#[cfg(feature = "registry")]
pub use metrics::{AgentCollector, registry};
pub use usage::{Count, IntoCount, LlmResponse, TokenUsage};

/// Whether metrics are compiled in (the feature `metrics`).
pub const ENABLED: bool = cfg!(feature = "registry");

/// Everything recorded so far, in the text format of Prometheus (0.0.4), as `GET /metrics` shows it.
#[cfg(feature = "registry")]
pub fn render() -> String {
    metrics::global().render(metrics::Format::Prometheus)
}
