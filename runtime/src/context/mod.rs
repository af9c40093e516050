//! Carries who acts, implicitly, through everything that a function calls.

#[cfg(feature = "registry")]
mod ambient;
mod identity;
mod in_context;

#[cfg(feature = "registry")]
pub(crate) use ambient::{ContextKey, swap, with_context, with_current};
#[cfg(feature = "registry")]
pub(crate) use identity::Attachment;
pub use identity::Context;
pub use in_context::{InContext, InCurrentContext};
