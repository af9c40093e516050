#![doc = include_str!("../README.md")]

mod error;
mod response;

/// Marks this crate's implementations of agent-metrics' traits for the types of ollama-rs. User code does not name it.
#[derive(Debug, Clone, Copy)]
pub enum Ollama {}
