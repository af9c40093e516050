#![doc = include_str!("../README.md")]

mod chat;
mod error;
mod responses;

/// The marker with which this crate implements the traits of agent-metrics for the types of async-openai. It need not be
/// named.
#[derive(Debug, Clone, Copy)]
pub enum AsyncOpenai {}
