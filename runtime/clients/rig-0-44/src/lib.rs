#![doc = include_str!("../README.md")]

mod error;
#[cfg(feature = "agent")]
mod hook;
#[cfg(feature = "agent")]
mod printed;
#[cfg(feature = "agent")]
mod prompt;
mod response;
mod rewrap;

#[cfg(feature = "agent")]
pub use hook::MeterHook;

/// The marker with which this crate implements the traits of agent-metrics for the types of rig. It need not be named.
#[derive(Debug, Clone, Copy)]
pub enum Rig {}
