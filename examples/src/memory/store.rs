//! The store. Each operation is metered where it is defined, so that no caller can forget it.

use super::MemoryError;
use agent_metrics::memory_op;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// The number of findings that a search returns, at most.
const MAX_RESULTS: u32 = 5;

/// Something that the agent found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) subject: String,
    pub(crate) text: String,
}

impl Finding {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { subject: row.get(0)?, text: row.get(1)? })
    }
}

/// The memory of one agent.
#[derive(Debug, Clone)]
pub(crate) struct Memory {
    agent: Arc<str>,
    connection: Arc<Mutex<Connection>>,
}

impl Memory {
    pub(crate) fn open(file: &Path, agent: &str) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.busy_timeout(Duration::from_secs(5))?; // another run may use the same file
        connection.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS findings USING fts5(agent UNINDEXED, subject, text, tokenize = 'porter')",
        )?;
        Ok(Self { agent: agent.into(), connection: Arc::new(Mutex::new(connection)) })
    }

    /// Counts the findings. This is no operation of the agent, so it is not metered.
    pub(crate) async fn count(&self) -> Result<u64, MemoryError> {
        let agent = Arc::clone(&self.agent);
        self.with(move |connection| {
            let select = "SELECT count(*) FROM findings WHERE agent = ?1";
            connection.query_row(select, [&*agent], |row| row.get::<_, u32>(0)).map(u64::from)
        })
        .await
    }

    #[memory_op(save)]
    pub(crate) async fn save(&self, finding: Finding) -> Result<(), MemoryError> {
        let agent = Arc::clone(&self.agent);
        self.with(move |connection| {
            let insert = "INSERT INTO findings (agent, subject, text) VALUES (?1, ?2, ?3)";
            connection.execute(insert, params![&*agent, finding.subject, finding.text]).map(drop)
        })
        .await
    }

    /// Updates a finding; returns false if there was none.
    #[memory_op(update)]
    pub(crate) async fn update(&self, finding: Finding) -> Result<bool, MemoryError> {
        let agent = Arc::clone(&self.agent);
        self.with(move |connection| {
            let update = "UPDATE findings SET text = ?3 WHERE agent = ?1 AND subject = ?2";
            Ok(connection.execute(update, params![&*agent, finding.subject, finding.text])? > 0)
        })
        .await
    }

    /// Returns the finding about a subject.
    #[memory_op(recall)]
    pub(crate) async fn recall(&self, subject: String) -> Result<Option<Finding>, MemoryError> {
        let agent = Arc::clone(&self.agent);
        self.with(move |connection| {
            let select = "SELECT subject, text FROM findings WHERE agent = ?1 AND subject = ?2";
            connection.query_row(select, params![&*agent, subject], Finding::from_row).optional()
        })
        .await
    }

    /// Returns the findings that have most of the words, the best first.
    #[memory_op(search)]
    pub(crate) async fn search(&self, text: &str) -> Result<Vec<Finding>, MemoryError> {
        let Some(words) = any_word_of(text) else { return Ok(Vec::new()) };
        let agent = Arc::clone(&self.agent);
        self.with(move |connection| {
            let select = "SELECT subject, text FROM findings WHERE findings MATCH ?1 AND agent = ?2 \
                          ORDER BY rank LIMIT ?3";
            let mut select = connection.prepare(select)?;
            select.query_map(params![words, &*agent, MAX_RESULTS], Finding::from_row)?.collect()
        })
        .await
    }

    /// Deletes the oldest findings beyond the number to keep, and returns how many it deleted.
    #[memory_op(delete)]
    pub(crate) async fn delete_oldest(&self, keep: u32) -> Result<usize, MemoryError> {
        let agent = Arc::clone(&self.agent);
        self.with(move |connection| {
            let delete = "DELETE FROM findings WHERE agent = ?1 AND rowid NOT IN \
                          (SELECT rowid FROM findings WHERE agent = ?1 ORDER BY rowid DESC LIMIT ?2)";
            connection.execute(delete, params![&*agent, keep])
        })
        .await
    }

    /// Uses the connection on a thread that may block.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, MemoryError> {
        let connection = Arc::clone(&self.connection);
        let work = move || work(&connection.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(tokio::task::spawn_blocking(work).await.map_err(MemoryError::Thread)??)
    }
}

/// Returns the query that finds any of the words, or `None` without words. The quotes keep a word from being an operator.
fn any_word_of(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    let quoted: Vec<_> = words.map(|word| format!("\"{word}\"")).collect();
    (!quoted.is_empty()).then(|| quoted.join(" OR "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use agent_metrics::testing::Recorder;

    fn finding(subject: &str, text: &str) -> Finding {
        Finding { subject: subject.to_owned(), text: text.to_owned() }
    }

    #[tokio::test]
    async fn findings_are_kept_and_metered() {
        let memory = Memory::open(Path::new(":memory:"), "bot-1").unwrap();
        let recorder = Recorder::new();
        let work = async {
            memory.save(finding("a.rs", "parses the arguments")).await.unwrap();
            memory.save(finding("b.rs", "writes the answers")).await.unwrap();
            assert!(memory.update(finding("b.rs", "writes \"quoted\" answers")).await.unwrap());
            assert!(!memory.update(finding("c.rs", "is not there")).await.unwrap());
            assert_eq!(memory.search("Which file has an argument, or ANDs?").await.unwrap().len(), 1);
            assert_eq!(memory.recall("b.rs".to_owned()).await.unwrap().unwrap().text, "writes \"quoted\" answers");
            assert_eq!(memory.delete_oldest(1).await.unwrap(), 1);
        };
        recorder.scope(work).await;
        assert_eq!(memory.count().await.unwrap(), 1);
        if agent_metrics::ENABLED {
            assert_eq!(recorder.gauge("memory_entry_count", &[]).to_string(), "1");
            assert_eq!(recorder.counter("memory_updates_total", &[("operation", "update")]).to_string(), "1");
            assert_eq!(recorder.counter("memory_reads_total", &[]).to_string(), "2");
        }
    }
}
