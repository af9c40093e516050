//! For tests of your own wiring: what was recorded inside a test, and only inside it.

#[cfg(feature = "registry")]
mod recorder;

#[cfg(feature = "registry")]
pub use recorder::Recorder;
#[cfg(not(feature = "registry"))]
pub use crate::off::Recorder;
