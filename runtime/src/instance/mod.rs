//! Joins what a configuration makes: the registry, the prices and how both are shown.

#[cfg(feature = "registry")]
mod collector;
#[cfg(feature = "registry")]
mod context_and_price;
#[cfg(feature = "registry")]
mod global;
mod init;

#[cfg(feature = "registry")]
pub(crate) use collector::render;
#[cfg(feature = "registry")]
pub use collector::{AgentCollector, registry};
#[cfg(feature = "registry")]
pub(crate) use context_and_price::ContextAndPrice;
#[cfg(feature = "server")]
pub(crate) use global::global;
#[cfg(feature = "registry")]
pub(crate) use global::{Instance, InstanceRef};
pub use init::init;
