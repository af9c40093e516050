//! The error of a tool.

use std::{error::Error, fmt, io};

#[derive(Debug)]
pub(crate) enum ToolError {
    /// The path leads out of the folder.
    Outside { path: String },
    /// The file is too large to be given to a model.
    TooLarge { path: String, bytes: u64 },
    /// The file system returned an error.
    Io { path: String, source: io::Error },
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside { path } => write!(f, "`{path}` is outside the folder"),
            Self::TooLarge { path, bytes } => write!(f, "`{path}` is too large to read ({bytes} bytes)"),
            Self::Io { path, source } => write!(f, "`{path}`: {source}"),
        }
    }
}

impl Error for ToolError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Outside { .. } | Self::TooLarge { .. } => None,
        }
    }
}
