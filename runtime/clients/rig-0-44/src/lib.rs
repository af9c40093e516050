#![doc = include_str!("../README.md")]

mod error;
#[cfg(feature = "agent")]
mod error_text;
#[cfg(feature = "agent")]
mod hook;
#[cfg(feature = "agent")]
mod prompt;
mod rebuild;
mod response;

#[cfg(feature = "agent")]
pub use hook::MeterHook;

/// The marker with which this crate implements the traits of agent-metrics for the types of rig. It need not be named.
#[derive(Debug, Clone, Copy)]
pub enum Rig {}
