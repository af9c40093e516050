//! For tests of your own wiring: what was recorded inside a test, and only inside it.

#[cfg(feature = "registry")]
mod query;
mod recorder;
mod sums;

pub use recorder::Recorder;
