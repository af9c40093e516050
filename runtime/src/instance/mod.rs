//! Holds the instance of the process (registry, prices, classifiers), and further ones for tenants, plugins and tests.

#[cfg(feature = "registry")]
mod classify;
#[cfg(feature = "registry")]
mod collector;
#[cfg(feature = "registry")]
mod collector_registry;
#[cfg(feature = "registry")]
mod context_and_price;
#[cfg(feature = "registry")]
mod external;
#[cfg(feature = "registry")]
mod global;
mod init;
#[cfg(feature = "registry")]
#[allow(clippy::module_inception)] // the folder is named after this file's type
mod instance;
#[cfg(feature = "registry")]
mod isolated;
mod metrics;
mod reload_prices;

#[cfg(feature = "registry")]
pub use collector::AgentCollector;
#[cfg(feature = "registry")]
pub use collector_registry::CollectorRegistry;
#[cfg(feature = "registry")]
pub(crate) use context_and_price::ContextAndPrice;
pub use init::init;
pub use metrics::Metrics;
#[cfg(feature = "registry")]
pub use metrics::registry;
pub use reload_prices::reload;
#[cfg(feature = "registry")]
pub(crate) use {global::InstanceRef, instance::Instance};
