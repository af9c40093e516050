//! Joins what one configuration makes: the registry, the prices and the settings of the exposition.

use super::context_and_price::ContextAndPrice;
use crate::{
    config::Settings,
    encoding::{self, ExpositionConfig, Format},
    metrics::Registry,
    pricing::PriceResolver,
};
use std::{
    panic::{RefUnwindSafe, UnwindSafe},
    time::Instant,
};

/// What recording and rendering need. There is one for the process, and one for each test that has a recorder.
#[derive(Debug)]
pub(crate) struct Instance {
    /// True if anything is recorded and served.
    pub(crate) enabled: bool,
    pub(crate) registry: Registry<ContextAndPrice>,
    pub(crate) prices: PriceResolver,
    pub(super) exposition: ExpositionConfig,
}

/// Nothing panics while it holds a lock of the instance, so a panic elsewhere leaves it intact. (The locks of `parking_lot`
/// do not implement these traits, which a [`Context`](crate::Context) has to.)
impl UnwindSafe for Instance {}
impl RefUnwindSafe for Instance {}

impl Instance {
    pub(super) fn new(settings: Settings, prices: PriceResolver, is_global: bool) -> Self {
        Self {
            enabled: settings.enabled,
            registry: Registry::new(settings.options, is_global),
            prices,
            exposition: settings.exposition,
        }
    }

    /// The text of everything recorded, to which `append_external` adds families of others.
    pub(crate) fn render(&self, format: Format, append_external: impl FnOnce(&mut String)) -> String {
        self.registry.drop_idle_series(Instant::now());
        encoding::render(&self.registry, &self.exposition, format, append_external)
    }
}
