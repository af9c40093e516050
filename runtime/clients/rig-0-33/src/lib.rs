#![doc = include_str!("../README.md")]

mod error;
mod error_text;
mod metered;
mod raw;
mod rebuild;
mod response;

pub use metered::Metered;

/// The marker with which this crate implements the traits of agent-metrics for the types of rig. It need not be named.
#[derive(Debug, Clone, Copy)]
pub enum Rig {}
