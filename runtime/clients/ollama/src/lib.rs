#![doc = include_str!("../README.md")]

mod error;
mod response;

/// The marker with which this crate implements the traits of agent-metrics for the types of ollama-rs. It need not be
/// named.
#[derive(Debug, Clone, Copy)]
pub enum Ollama {}
