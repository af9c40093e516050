#![doc = include_str!("../README.md")]

mod error;
mod response;
mod stream;
mod usage;

/// Marks this crate's implementations of agent-metrics' traits for the types of genai. User code does not name it.
#[derive(Debug, Clone, Copy)]
pub enum Genai {}
