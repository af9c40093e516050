//! Defines `Instance`: a registry with its prices, error classifiers and settings of the exposition.

use super::{classify::with_classifiers, context_and_price::ContextAndPrice, external::External};
use crate::{
    config::{Config, InitError, ValidatedConfig, check},
    encoding::{self, ExpositionConfig, Format},
    error::{self, Classifier},
    metrics::{Registry, SELF_FAMILIES},
    pricing::PriceResolver,
};
use prometheus::proto::MetricFamily;
use std::{
    panic::{RefUnwindSafe, UnwindSafe},
    time::Instant,
};

/// What recording and rendering need. There is one for the process, and one for each [`Metrics::new`](crate::Metrics::new).
#[derive(Debug)]
pub(crate) struct Instance {
    /// True if anything is recorded and served.
    pub(crate) enabled: bool,
    pub(crate) registry: Registry<ContextAndPrice>,
    pub(crate) prices: PriceResolver,
    pub(super) classifiers: Vec<Classifier>,
    pub(super) exposition: ExpositionConfig,
    pub(super) external: External,
}

/// Nothing panics while it holds a lock of the instance, so a panic elsewhere leaves it intact. (The locks of `parking_lot`
/// do not implement these traits, which a [`Context`](crate::Context) has to.)
impl UnwindSafe for Instance {}
impl RefUnwindSafe for Instance {}

impl Instance {
    /// The instance of a configuration. Threads cache the series of the process-wide one.
    pub(super) fn new(mut config: Config, is_global: bool) -> Result<Self, InitError> {
        let classifiers = std::mem::take(&mut config.classifiers);
        let (settings, prices) = check(config)?;
        Ok(Self::of(settings, prices, classifiers, is_global))
    }

    /// The instance of the default configuration.
    pub(super) fn with_defaults(is_global: bool) -> Self {
        Self::of(ValidatedConfig::default(), PriceResolver::default(), Vec::new(), is_global)
    }

    fn of(settings: ValidatedConfig, prices: PriceResolver, classifiers: Vec<Classifier>, is_global: bool) -> Self {
        error::find_classifiers_by(with_classifiers);
        Self {
            enabled: settings.enabled,
            registry: Registry::new(settings.options, is_global),
            prices,
            classifiers,
            exposition: settings.exposition,
            external: External::default(),
        }
    }

    /// The text of everything recorded, and of what external collectors have gathered.
    pub(super) fn render(&self, format: Format, mut external: Vec<MetricFamily>) -> String {
        let own = self.registry.options.families();
        for left_out in encoding::take_unpresentable(&mut external, own, &self.exposition, format) {
            self.registry.count_collector_error(left_out.name());
        }
        self.registry.drop_what_is_idle(Instant::now());
        encoding::render(&self.registry, self.prices.age_seconds(), &self.exposition, format, |out| {
            encoding::append_external(&external, format, out);
        })
    }

    /// The names of all families, with the prefix.
    pub(super) fn family_names(&self) -> Vec<String> {
        let families = self.registry.options.families().map(|family| family.name);
        let families = families.chain(SELF_FAMILIES.iter().map(|family| family.name));
        let mut names: Vec<_> = families.map(|name| format!("{}{name}", self.exposition.prefix_of(name))).collect();
        // Adjacent families of one name are one family.
        names.dedup();
        names
    }

    /// The series that were recorded, for the `prometheus` crate.
    pub(super) fn gather(&self) -> Vec<MetricFamily> {
        self.registry.drop_what_is_idle(Instant::now());
        encoding::gather(&self.registry, self.prices.age_seconds(), &self.exposition)
    }
}
