//! Tries the storage of the runtime in every order of its threads' steps, with loom.
//!
//! The files of `runtime/src/metrics` that threads write while others read are part of this crate as they are. What they import is
//! here: loom's atomics and locks, a schema of few cells, and stand-ins for what does not matter.
//!
//! `cargo test --release --manifest-path runtime/benches/model/Cargo.toml`
#![cfg(test)]
#![allow(clippy::unused_self)] // stand-ins have the signatures of what they stand in for

mod clock;
mod error;
mod label;
mod metrics;

use error::ErrorType;
