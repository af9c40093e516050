#![doc = include_str!("../README.md")]

mod error;
mod error_text;
mod metered;
mod raw;
mod rebuild;
mod response;

pub use metered::Metered;

/// Marks this crate's implementations of agent-metrics' traits for the types of rig. User code does not name it.
#[derive(Debug, Clone, Copy)]
pub enum Rig {}
