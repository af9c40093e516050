//! The error of the memory.

use std::{error::Error, fmt};

#[derive(Debug)]
pub(crate) enum MemoryError {
    Sqlite(rusqlite::Error),
    /// The blocking task that uses the file did not complete.
    Thread(tokio::task::JoinError),
}

impl fmt::Display for MemoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(error) => write!(f, "the memory: {error}"),
            Self::Thread(error) => write!(f, "the memory's thread: {error}"),
        }
    }
}

impl Error for MemoryError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Sqlite(error) => Some(error),
            Self::Thread(error) => Some(error),
        }
    }
}

impl From<rusqlite::Error> for MemoryError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}
