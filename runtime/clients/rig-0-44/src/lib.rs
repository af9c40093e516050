#![cfg_attr(feature = "agent", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "agent"), doc = "Meters `rig-core` 0.44 with agent-metrics, without rig's agents.")]

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

/// Marks this crate's implementations of agent-metrics' traits for the types of rig. User code does not name it.
#[derive(Debug, Clone, Copy)]
pub enum Rig {}
