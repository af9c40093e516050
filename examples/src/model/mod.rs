//! Calls the LLM: whole answers and streams, with retries.

mod api;
mod calls;
mod error;
mod prompt;
mod retry;

pub use api::Api;
pub(crate) use calls::Model;
pub(crate) use error::ModelError;
pub(crate) use prompt::Prompt;
