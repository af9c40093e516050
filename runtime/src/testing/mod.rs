//! For tests of your own wiring: what was recorded inside a test, and only inside it.

#[cfg(not(feature = "registry"))]
mod off;
#[cfg(feature = "registry")]
mod recorder;

#[cfg(not(feature = "registry"))]
pub use off::Recorder;
#[cfg(feature = "registry")]
pub use recorder::Recorder;
