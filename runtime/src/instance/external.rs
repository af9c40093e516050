//! Holds the registry of an instance, which gathers the user's collectors beside the instance's own series.

use super::{
    collector_registry::CollectorRegistry,
    global::{InstanceRef, WeakInstanceRef},
    instance::Instance,
};
use crate::{config::InitError, encoding::Format};
use once_cell::sync::OnceCell;
use prometheus::{
    core::{Collector, Desc},
    proto::MetricFamily,
};
use std::collections::HashMap;

/// The registry, made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct External(OnceCell<CollectorRegistry>);

/// The registry of the process-wide instance, which may be needed before that is configured.
static GLOBAL_EXTERNAL: External = External(OnceCell::new());

/// The instance's own series, in its own registry. It does not keep the instance, which keeps the registry.
struct OwnSeries {
    instance: WeakInstanceRef,
    description: Option<Desc>,
}

impl OwnSeries {
    /// A collector is known by its descriptions. The names of the families are not among them, since they may not be settled yet;
    /// [`CollectorRegistry::register`] knows them.
    fn of(instance: WeakInstanceRef) -> Self {
        let help = "The instance's own series.";
        let description = Desc::new("agent_metrics:own".to_owned(), help.to_owned(), Vec::new(), HashMap::new()).ok();
        Self { instance, description }
    }
}

impl Collector for OwnSeries {
    fn desc(&self) -> Vec<&Desc> {
        self.description.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        if CollectorRegistry::is_scraped_here() {
            return Vec::new();
        }
        self.instance.read_settled(Instance::gather).unwrap_or_default()
    }
}

impl InstanceRef {
    /// The registry that `/metrics` shows, with the instance's own series registered in it. It settles no configuration.
    pub(super) fn external_registry(&self) -> &CollectorRegistry {
        self.external().0.get_or_init(|| CollectorRegistry::new(self.downgrade(), OwnSeries::of(self.downgrade())))
    }

    fn external(&self) -> &External {
        self.beside().map_or(&GLOBAL_EXTERNAL, |instance| &instance.external)
    }

    /// The text of everything recorded, and of what the user's own collectors gather.
    pub(crate) fn render(&self, format: Format) -> String {
        // Without a registry there are no collectors.
        let external = self.external().0.get().map_or_else(Vec::new, |registry| registry.gather_for_scrape(self));
        (**self).render(format, external)
    }
}

/// Checks what was registered for the process-wide instance against the configuration that it is to have.
pub(super) fn check_registered(instance: &Instance) -> Result<(), InitError> {
    GLOBAL_EXTERNAL.0.get().map_or(Ok(()), |registry| registry.check(&instance.family_names()))
}
