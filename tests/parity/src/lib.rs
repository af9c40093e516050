//! Uses every public item of `agent-metrics` with its bounds. `.ci/powerset` compiles it without features, with each feature
//! alone and with each pair, so that what compiles without a feature compiles with it, whoever switches it on.

#![allow(missing_docs, clippy::missing_errors_doc, clippy::cast_possible_truncation)] // it only has to compile

pub mod attributes;
mod bounds;
pub mod client;
pub mod signatures;
pub mod types;
