//! A real agent, metered: it asks itself questions about a folder and answers them with an LLM.
//!
//! ```text
//! cargo run -p agent-metrics-examples --features metrics     # no key is needed
//! curl 127.0.0.1:9090/metrics
//! ```
//!
//! - `agent` is who acts: a channel takes the questions, branches think, workers do.
//! - `model` calls the LLM, `tools` read files, `memory` is an `SQLite` file: what the attributes meter.
//! - `provider` is a server that speaks the protocol of `OpenAI`, for runs without a key.
//! - `report` compares what the metrics say with what that server counted.
//!
//! Nothing in it is written twice for the feature `metrics`, on or off.

mod agent;
mod memory;
mod model;
mod options;
mod provider;
mod report;
mod run;
mod screen;
mod tools;

pub use model::Api;
pub use options::{HELP, Options, Wish};
pub use provider::{Counted, Tokens};
pub use report::Report;
pub use run::{StartError, run};
pub use screen::Screen;
