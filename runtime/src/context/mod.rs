//! Who acts: the context that travels with a task.

mod label;
#[cfg(feature = "registry")]
mod scope;

pub use label::{LabelBuffer, LabelValue};
#[cfg(feature = "registry")]
pub use scope::{Context, InContext, InCurrentContext};
#[cfg(feature = "registry")]
pub(crate) use scope::{swap, with_current};
