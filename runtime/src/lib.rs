//! Attributes that meter LLM agents.

mod config;
mod context;
mod error;
#[cfg(feature = "registry")]
mod metrics;
#[cfg(feature = "registry")]
mod pricing;
#[cfg(feature = "registry")]
mod record;
pub mod testing;
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
#[cfg(feature = "registry")]
pub use record::{LlmHandle, MemoryHandle, Metered, ProcessHandle};
#[cfg(feature = "registry")]
#[doc(hidden)]
pub use record::expansion as __private;
pub use usage::{Count, IntoCount, LlmResponse, TokenUsage};

/// Whether metrics are compiled in (the feature `metrics`).
pub const ENABLED: bool = cfg!(feature = "registry");

/// Sets `memory_entry_count` of an agent to the truth, as the store knows it: at the start of your program, or whenever you
/// have counted. From then on saves and deletes add and subtract.
///
/// ```
/// agent_metrics::set_memory_entries("bot-1", 1_204);
/// ```
#[cfg(feature = "registry")]
pub fn set_memory_entries(agent_id: impl LabelValue, entries: u64) {
    let agent_id = agent_id.as_label(&mut LabelBuffer::default()).to_owned();
    Context::current().registry().set_memory_entries(&agent_id, entries);
}

/// Everything recorded so far, in the text format of Prometheus (0.0.4), as `GET /metrics` shows it.
#[cfg(feature = "registry")]
pub fn render() -> String {
    metrics::global().render(metrics::Format::Prometheus)
}
