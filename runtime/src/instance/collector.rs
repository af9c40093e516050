//! Bridges to the `prometheus` crate: registers the crate's series there as a `Collector`, and gathers the user's collectors.

use super::global::global;
use crate::encoding::{self, Format};
use once_cell::sync::{Lazy, OnceCell};
use prometheus::{
    core::{Collector, Desc},
    proto::MetricFamily,
};
use std::{cell::Cell, collections::HashMap};

/// The registry that `/metrics` shows, with the crate's own series registered in it.
static REGISTRY: Lazy<prometheus::Registry> = Lazy::new(|| {
    let registry = prometheus::Registry::new();
    // It is the first collector, so its description can't collide with another.
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

impl Collector for AgentCollector {
    /// A collector must have a description; one stands for all families.
    fn desc(&self) -> Vec<&Desc> {
        static DESCRIPTION: OnceCell<Desc> = OnceCell::new();
        let describe = || {
            const NAME: &str = "llm_requests_total";
            let name = format!("{}{NAME}", global().exposition.prefix_of(NAME));
            Desc::new(name, "All series of agent-metrics.".into(), Vec::new(), HashMap::new())
        };
        DESCRIPTION.get_or_try_init(describe).into_iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        if ONLY_EXTERNAL.get() {
            return Vec::new();
        }
        let instance = global();
        encoding::gather(&instance.registry, instance.prices.age_seconds(), &instance.exposition)
    }
}

/// The text of everything recorded in the process, and of what the user's own collectors gather.
pub(crate) fn render(format: Format) -> String {
    global().render(format, |out| encoding::append_external(&gather_external(), format, out))
}

/// What the user's own collectors gather; nothing if one of them panics, so that the scrape goes on.
fn gather_external() -> Vec<MetricFamily> {
    ONLY_EXTERNAL.set(true);
    let families = std::panic::catch_unwind(|| registry().gather());
    ONLY_EXTERNAL.set(false);
    families.unwrap_or_default()
}
