//! Who acts: the context that travels with a task.

mod label;
#[cfg(not(feature = "registry"))]
mod off;
#[cfg(feature = "registry")]
mod scope;

pub use label::{LabelBuffer, LabelValue};
#[cfg(not(feature = "registry"))]
pub use off::{Context, InContext, InCurrentContext};
#[cfg(feature = "registry")]
pub use scope::{Context, InContext, InCurrentContext};
#[cfg(feature = "registry")]
pub(crate) use scope::{Glance, swap, with_context, with_current};
