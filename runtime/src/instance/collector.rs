//! Gives the series of an instance to a registry of the `prometheus` crate, as a `Collector`.

use super::{global::InstanceRef, metrics::Metrics};
use prometheus::{
    core::{Collector, Desc},
    proto::MetricFamily,
};

/// All series of a [`Metrics`], as a collector for a `prometheus::Registry` of yours: made by [`Metrics::collector`].
///
/// ```
/// use agent_metrics::{Config, Metrics};
///
/// // Two instances in one registry: a label tells them apart.
/// let theirs = prometheus::Registry::new();
/// for tenant in ["a", "b"] {
///     let metrics = Metrics::new(Config::new().constant_label("tenant", tenant))?;
///     theirs.register(Box::new(metrics.collector()))?;
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct AgentCollector {
    instance: InstanceRef,
    descriptions: Vec<Desc>,
}

impl Metrics {
    /// The series of this instance as a collector, for a `prometheus::Registry` of yours. It keeps the instance.
    ///
    /// The collectors of several instances go into one registry if a constant label or the prefix tells them apart. The
    /// [`registry`](Self::registry) of an instance takes the collector of another only if the prefix is another: `/metrics` would
    /// show the same families twice. OpenTelemetry's names have no prefix: where [both show them](crate::Config::naming) it tells
    /// nothing apart.
    pub fn collector(&self) -> AgentCollector {
        let instance = self.instance().clone();
        let descriptions = descriptions(&instance, "All series of an instance of agent-metrics.");
        AgentCollector { instance, descriptions }
    }
}

/// A collector must have a description; one stands for all families with the prefix, and each of OpenTelemetry's names, which have
/// none, for itself. A registry takes two collectors whose descriptions differ in the name or in the values of the constant labels.
/// It refuses two of the same name that differ in the help.
pub(super) fn descriptions(instance: &InstanceRef, help: &str) -> Vec<Desc> {
    let mut names = vec!["llm_requests_total"];
    names.extend(instance.registry.options.otel_families.iter().map(|family| family.name));
    names.dedup(); // a family may be of several sources
    let describe = |name| {
        let labels = instance.exposition.constant_labels().clone().into_iter().collect();
        Desc::new(format!("{}{name}", instance.exposition.prefix_of(name)), help.to_owned(), Vec::new(), labels).ok()
    };
    names.into_iter().filter_map(describe).collect()
}

impl Collector for AgentCollector {
    fn desc(&self) -> Vec<&Desc> {
        self.descriptions.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.instance.gather()
    }
}
