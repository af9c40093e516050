//! The folder that the tools may read, and nothing outside it.

use super::ToolError;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The number of files in a table of contents, at most. Further files can still be read.
const MAX_FILES: usize = 400;

/// Folders of built or downloaded files, which say nothing about a project.
const SKIPPED_FOLDERS: &[&str] = &["target", "node_modules"];

#[derive(Debug, Clone)]
pub(crate) struct Folder {
    /// The canonical path, without links and `..`.
    root: Arc<Path>,
}

impl Folder {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let root = path.canonicalize()?;
        if !root.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is not a folder"));
        }
        Ok(Self { root: root.into() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the canonical path of a path inside. A link or a `..` that leads out is refused.
    pub(super) async fn resolve(&self, path: &str) -> Result<PathBuf, ToolError> {
        let real = tokio::fs::canonicalize(self.root.join(path));
        let real = real.await.map_err(|source| ToolError::Io { path: path.to_owned(), source })?;
        if real.starts_with(&self.root) { Ok(real) } else { Err(ToolError::Outside { path: path.to_owned() }) }
    }

    /// Lists all files inside, in order, as relative paths with `/`.
    pub(crate) fn contents(&self) -> Vec<String> {
        let mut files = Vec::new();
        self.walk(&self.root, &mut files);
        files
    }

    fn walk(&self, folder: &Path, files: &mut Vec<String>) {
        // A folder that can't be read has no contents to show.
        let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if files.len() >= MAX_FILES || name.starts_with('.') || SKIPPED_FOLDERS.contains(&&*name) {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.walk(&entry.path(), files),
                Ok(kind) if kind.is_file() => files.extend(self.relative(&entry.path())),
                _ => {} // links are not followed here
            }
        }
    }

    fn relative(&self, path: &Path) -> Option<String> {
        let parts = path.strip_prefix(&self.root).ok()?.iter();
        Some(parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"))
    }
}
