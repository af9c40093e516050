//! Configures the crate, and holds what the configuration makes: one instance for the process, or one for a test.

mod classify;
#[cfg(feature = "registry")]
mod collector;
#[cfg(feature = "registry")]
mod context_and_price;
#[cfg(feature = "registry")]
mod global;
mod init;
#[cfg(feature = "registry")]
#[allow(clippy::module_inception)] // the folder is named after this file's type
mod instance;
mod reload;

pub(crate) use classify::classify_error;
#[cfg(feature = "registry")]
pub(crate) use collector::render;
#[cfg(feature = "registry")]
pub use collector::{AgentCollector, registry};
#[cfg(feature = "registry")]
pub(crate) use context_and_price::ContextAndPrice;
#[cfg(feature = "server")]
pub(crate) use global::global;
pub use init::init;
pub use reload::reload;
#[cfg(feature = "registry")]
pub(crate) use {global::InstanceRef, instance::Instance};
