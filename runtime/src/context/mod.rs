//! Who acts: the context that travels with a task.

#[cfg(not(feature = "registry"))]
mod off;
#[cfg(feature = "registry")]
mod scope;

#[cfg(not(feature = "registry"))]
pub use off::{Context, InContext, InCurrentContext};
#[cfg(feature = "registry")]
pub(crate) use scope::{Attachment, ContextKey, swap, with_context, with_current};
#[cfg(feature = "registry")]
pub use scope::{Context, InContext, InCurrentContext};
