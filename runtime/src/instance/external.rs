//! Holds the `prometheus` registry of an instance, which gathers the user's collectors beside the instance's own series.

use super::{
    collector::descriptions,
    collector_registry::CollectorRegistry,
    global::{InstanceRef, WeakInstanceRef},
};
use crate::encoding::Format;
use once_cell::sync::OnceCell;
use prometheus::{
    core::{Collector, Desc},
    proto::MetricFamily,
};

/// The registry, made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct External(OnceCell<CollectorRegistry>);

/// The instance's own series, in its own registry. It does not keep the instance, which keeps the registry.
struct OwnSeries {
    instance: WeakInstanceRef,
    descriptions: Vec<Desc>,
}

impl Collector for OwnSeries {
    fn desc(&self) -> Vec<&Desc> {
        self.descriptions.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        if CollectorRegistry::is_scraped_here() {
            return Vec::new();
        }
        self.instance.upgrade().map_or_else(Vec::new, |instance| instance.gather())
    }
}

impl InstanceRef {
    /// The registry that `/metrics` shows, with the instance's own series registered in it.
    pub(super) fn external_registry(&self) -> &CollectorRegistry {
        self.external.0.get_or_init(|| {
            let registry = prometheus::Registry::new();
            // By its help it collides with the collector of any instance that has the same families. The text shows those of this
            // instance in a place of their own, so it would show families twice.
            let descriptions = descriptions(self, "The instance's own series.");
            let own = OwnSeries { instance: self.downgrade(), descriptions };
            // It is the first collector, so it is taken.
            let registered = registry.register(Box::new(own));
            debug_assert!(registered.is_ok());
            CollectorRegistry::new(self.downgrade(), registry)
        })
    }

    /// The text of everything recorded, and of what the user's own collectors gather.
    pub(crate) fn render(&self, format: Format) -> String {
        // Without a registry there are no collectors.
        let external = self.external.0.get().map_or_else(Vec::new, |registry| registry.gather_for_scrape(self));
        (**self).render(format, external)
    }
}
