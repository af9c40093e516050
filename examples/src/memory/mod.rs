//! The memory of the agent: findings by subject, in an `SQLite` file with full-text search.

mod error;
mod store;

pub(crate) use error::MemoryError;
pub(crate) use store::{Finding, Memory};
