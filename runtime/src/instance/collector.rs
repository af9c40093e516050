//! The bridge to the `prometheus` crate, both ways: the crate's series as a `Collector`, and the user's collectors in its text.

use super::global;
use crate::encoding;
use once_cell::sync::Lazy;
use prometheus::{
    core::{Collector, Desc},
    proto::MetricFamily,
};
use std::{cell::Cell, collections::HashMap};

/// The private registry, with ours registered in it.
static REGISTRY: Lazy<prometheus::Registry> = Lazy::new(|| {
    let registry = prometheus::Registry::new();
    // The only collector yet: its description can't collide with another.
    let registered = registry.register(Box::new(AgentCollector));
    debug_assert!(registered.is_ok());
    registry
});

thread_local! {
    /// Set while the text is rendered: the crate's own series are in it already.
    static ONLY_EXTERNAL: Cell<bool> = const { Cell::new(false) };
}

/// The `prometheus::Registry` that `/metrics` shows, for collectors of your own.
///
/// The crate's own series are registered in it too, so it can be gathered like any other. To have them in a registry
/// of yours instead, register an [`AgentCollector`] there.
///
/// ```
/// let jobs = prometheus::IntCounter::new("my_jobs_total", "Jobs done.")?;
/// agent_metrics::registry().register(Box::new(jobs.clone()))?;
/// jobs.inc();
/// assert!(agent_metrics::render().contains("my_jobs_total 1"));
/// # Ok::<(), prometheus::Error>(())
/// ```
pub fn registry() -> &'static prometheus::Registry {
    &REGISTRY
}

/// All series of this crate as a `prometheus` collector.
///
/// ```
/// let mine = prometheus::Registry::new();
/// mine.register(Box::new(agent_metrics::AgentCollector))?;
/// # Ok::<(), prometheus::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct AgentCollector;

/// A collector must have a description; this one stands for all families.
static DESCRIPTION: Lazy<Option<Desc>> = Lazy::new(|| {
    let name = format!("{}llm_requests_total", global().decoration.prefix_of("llm_requests_total"));
    Desc::new(name, "All series of agent-metrics.".into(), Vec::new(), HashMap::new()).ok()
});

impl Collector for AgentCollector {
    fn desc(&self) -> Vec<&Desc> {
        DESCRIPTION.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        if ONLY_EXTERNAL.get() {
            return Vec::new();
        }
        encoding::gather(&global().registry, &global().decoration)
    }
}

/// What the user's own collectors gather; nothing from one that panics, so that the scrape goes on.
pub(super) fn gather_external() -> Vec<MetricFamily> {
    ONLY_EXTERNAL.set(true);
    let families = std::panic::catch_unwind(|| registry().gather());
    ONLY_EXTERNAL.set(false);
    families.unwrap_or_default()
}
