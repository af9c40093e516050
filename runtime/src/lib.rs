//! Attributes that meter LLM agents.

mod config;
mod context;
mod error;
#[cfg(feature = "registry")]
mod metrics;
pub mod pricing;
mod record;
mod server;
pub mod testing;
mod usage;

#[cfg(feature = "registry")]
pub use agent_metrics_macros::{llm_metered, memory_op, process_metric, tool_call};
#[cfg(not(feature = "registry"))]
pub use agent_metrics_macros::{
    llm_metered_off as llm_metered, memory_op_off as memory_op, process_metric_off as process_metric,
    tool_call_off as tool_call,
};
pub use config::{Config, InitError, Price, init};
pub use context::{Context, InContext, InCurrentContext, LabelBuffer, LabelValue};
pub use error::{ClassifyError, ErrorType};
#[cfg(feature = "registry")]
pub use metrics::{AgentCollector, registry};
#[doc(hidden)]
pub use record::expansion as __private;
pub use record::{LlmHandle, MemoryHandle, OutcomeHandle};
#[cfg(feature = "server")]
pub use server::router;
pub use server::{ServeError, Server, serve, serve_on_thread};
pub use usage::{Count, IntoCount, LlmResponse, TokenUsage};

/// Whether metrics are compiled in (the feature `metrics`).
pub const ENABLED: bool = cfg!(feature = "registry");

/// Sets `memory_entry_count` of an agent to the truth, as the store knows it: at the start of your program, or whenever you
/// have counted. From then on saves and deletes add and subtract.
///
/// ```
/// agent_metrics::set_memory_entries("bot-1", 1_204);
/// ```
pub fn set_memory_entries(agent_id: impl LabelValue, entries: u64) {
    #[cfg(feature = "registry")]
    {
        let registry = metrics::RegistryRef::of(&Context::current());
        registry.set_memory_entries(agent_id.as_label(&mut LabelBuffer::default()), entries);
    }
    #[cfg(not(feature = "registry"))]
    let _ = (agent_id, entries);
}

/// Everything recorded so far, in the text format of Prometheus (0.0.4), as `GET /metrics` shows it; nothing with the
/// feature off.
///
/// ```
/// let text = agent_metrics::render();
/// assert_eq!(text.contains("# TYPE agent_llm_requests_total counter"), agent_metrics::ENABLED);
/// ```
pub fn render() -> String {
    #[cfg(feature = "registry")]
    return metrics::global().render(metrics::Format::Prometheus);
    #[cfg(not(feature = "registry"))]
    String::new()
}
