//! Carries the labels of the agent and its process implicitly through everything that a function calls.

#[cfg(feature = "registry")]
mod ambient;
mod identity;
mod in_context;

#[cfg(feature = "registry")]
pub(crate) use ambient::{ContextKey, swap_current, with_context, with_current};
pub use identity::Context;
#[cfg(feature = "registry")]
pub(crate) use identity::InstanceHandle;
pub use in_context::{InContext, InCurrentContext};
