#![doc = include_str!("../README.md")]

mod chat;
mod error;
mod responses;

/// Marks this crate's implementations of agent-metrics' traits for the types of async-openai. User code does not name
/// it.
#[derive(Debug, Clone, Copy)]
pub enum AsyncOpenai {}
