#![doc = include_str!("../README.md")]

mod error;
mod response;
mod stream;
mod usage;

/// The marker with which this crate implements the traits of agent-metrics for the types of genai. It need not be named.
#[derive(Debug, Clone, Copy)]
pub enum Genai {}
