//! The tools, each metered with `#[tool_call]`.

use super::{Folder, ToolError};
use agent_metrics::tool_call;
use std::io;

/// The size of a file that a tool reads, at most. Source files are smaller.
const MAX_BYTES: u64 = 256 * 1024;

impl Folder {
    /// Lists the names in a folder, in order; folders end with `/`.
    #[tool_call]
    pub(crate) async fn list_files(&self, path: &str) -> Result<Vec<String>, ToolError> {
        let failed = |source| ToolError::Io { path: path.to_owned(), source };
        let mut entries = tokio::fs::read_dir(self.resolve(path).await?).await.map_err(failed)?;
        let mut names = Vec::new();
        while let Some(entry) = entries.next_entry().await.map_err(failed)? {
            let end = if entry.file_type().await.map_err(failed)?.is_dir() { "/" } else { "" };
            names.push(format!("{}{end}", entry.file_name().to_string_lossy()));
        }
        names.sort();
        Ok(names)
    }

    /// Returns the text of a file.
    #[tool_call]
    pub(crate) async fn read_file(&self, path: &str) -> Result<String, ToolError> {
        self.text(path).await
    }

    /// Counts the words of a file.
    #[tool_call]
    pub(crate) async fn count_words(&self, path: &str) -> Result<usize, ToolError> {
        Ok(self.text(path).await?.split_whitespace().count())
    }

    async fn text(&self, path: &str) -> Result<String, ToolError> {
        let failed = |source: io::Error| ToolError::Io { path: path.to_owned(), source };
        let file = self.resolve(path).await?;
        let bytes = tokio::fs::metadata(&file).await.map_err(failed)?.len();
        if bytes > MAX_BYTES {
            return Err(ToolError::TooLarge { path: path.to_owned(), bytes });
        }
        tokio::fs::read_to_string(file).await.map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn examples() -> Folder {
        Folder::open(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[tokio::test]
    async fn files_inside_are_read() {
        let folder = examples();
        assert!(folder.list_files(".").await.unwrap().contains(&"src/".to_owned()));
        assert!(folder.read_file("src/main.rs").await.unwrap().contains("ExitCode"));
        assert!(folder.count_words("src/tools/../main.rs").await.unwrap() > 20);
        assert!(folder.contents().contains(&"src/tools/use_tool.rs".to_owned()));
    }

    #[tokio::test]
    async fn nothing_outside_is_read() {
        let folder = examples();
        for path in ["..", "../Cargo.toml", "/etc/passwd", "src/../../Cargo.toml"] {
            assert!(matches!(folder.read_file(path).await, Err(ToolError::Outside { .. })), "{path}");
        }
    }
}
