//! The tools of the workers: they read real files, and nothing outside the folder.

mod error;
mod folder;
mod step;
mod use_tool;

pub(crate) use error::ToolError;
pub(crate) use folder::Folder;
pub(crate) use step::{Step, Tool};
