//! A real agent, metered: it asks itself questions about a folder and answers them with an LLM.
//!
//! ```text
//! cargo run -p agent-metrics-examples --features metrics     # no key is needed
//! curl 127.0.0.1:9090/metrics
//! ```
//!
//! - `agent` holds the processes: a channel receives questions, branches prepare, workers use tools.
//! - `model` calls the LLM, `tools` read files, and `memory` is an `SQLite` file. These are metered.
//! - `provider` is a server that speaks the protocol of `OpenAI`, for runs without a key.
//! - `report` compares the metrics with what that server counted.
//!
//! The same source compiles with the feature `metrics` on and off. The small programs are in `src/bin`.

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
pub use options::{Command, HELP, Options};
pub use provider::{Counted, Tokens};
pub use report::Report;
pub use run::{StartError, run};
pub use screen::Screen;
