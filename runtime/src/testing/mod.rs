//! Tests your own wiring: a recorder keeps what is recorded inside a test, and only inside it.

#[cfg(feature = "registry")]
mod query;
mod recorder;
mod sums;

pub use recorder::Recorder;
