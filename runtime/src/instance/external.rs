//! Holds the `prometheus` registry of an instance, which gathers the user's collectors beside the instance's own series.

use super::{
    collector::description,
    global::{InstanceRef, WeakInstanceRef},
};
use crate::encoding::Format;
use once_cell::sync::OnceCell;
use prometheus::{
    core::{Collector, Desc},
    proto::MetricFamily,
};
use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// The registry, made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct External(OnceCell<prometheus::Registry>);

thread_local! {
    /// Set while the text is rendered: the instance's own series are in it already.
    static ONLY_EXTERNAL: Cell<bool> = const { Cell::new(false) };
}

/// The instance's own series, in its own registry. It does not keep the instance, which keeps the registry.
struct OwnSeries {
    instance: WeakInstanceRef,
    description: Option<Desc>,
}

impl Collector for OwnSeries {
    fn desc(&self) -> Vec<&Desc> {
        self.description.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        if ONLY_EXTERNAL.get() {
            return Vec::new();
        }
        self.instance.upgrade().map_or_else(Vec::new, |instance| instance.gather())
    }
}

impl InstanceRef {
    /// The registry that `/metrics` shows, with the instance's own series registered in it.
    pub(super) fn external_registry(&self) -> &prometheus::Registry {
        self.external.0.get_or_init(|| {
            let registry = prometheus::Registry::new();
            // By its help it collides with the collector of any instance that has the same families. The text shows those of this
            // instance in a place of their own, so it would show families twice.
            let description = description(self, "The instance's own series.");
            let own = OwnSeries { instance: self.downgrade(), description };
            // It is the first collector, so it is taken.
            let registered = registry.register(Box::new(own));
            debug_assert!(registered.is_ok());
            registry
        })
    }

    /// The text of everything recorded, and of what the user's own collectors gather.
    pub(crate) fn render(&self, format: Format) -> String {
        (**self).render(format, &self.gather_external())
    }

    /// What the user's own collectors gather; nothing if one of them panics, so that the scrape goes on.
    fn gather_external(&self) -> Vec<MetricFamily> {
        // Without a registry there are no collectors.
        let Some(registry) = self.external.0.get() else { return Vec::new() };
        // One of the collectors may render another instance.
        let around = ONLY_EXTERNAL.replace(true);
        let families = catch_unwind(AssertUnwindSafe(|| registry.gather()));
        ONLY_EXTERNAL.set(around);
        families.unwrap_or_default()
    }
}
