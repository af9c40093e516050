//! Gives the series of an instance to a registry of the `prometheus` crate, as a `Collector`.

use super::{global::InstanceRef, metrics::Metrics};
use prometheus::{
    core::{Collector, Desc},
    proto::MetricFamily,
};
use std::collections::HashMap;

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
        let descriptions = descriptions(&instance);
        AgentCollector { instance, descriptions }
    }
}

/// A description of each family, by which a registry knows the collector. It takes two collectors whose descriptions differ in the
/// names or in the values of the constant labels, and refuses another collector of the same name.
fn descriptions(instance: &InstanceRef) -> Vec<Desc> {
    let labels: HashMap<_, _> = instance.exposition.constant_labels().clone().into_iter().collect();
    let help = "A family of an instance of agent-metrics.";
    let described = |name| Desc::new(name, help.to_owned(), Vec::new(), labels.clone()).ok();
    instance.family_names().into_iter().filter_map(described).collect()
}

impl Collector for AgentCollector {
    fn desc(&self) -> Vec<&Desc> {
        self.descriptions.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.instance.gather()
    }
}
