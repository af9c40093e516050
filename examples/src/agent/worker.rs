//! A worker does one step of a plan in a task of its own.

use super::{Agent, AgentError};
use crate::{
    memory::Finding,
    screen::with_commas,
    tools::{Step, Tool},
};
use agent_metrics::process_metric;
use std::{convert::Infallible, panic::resume_unwind, sync::Arc, time::Duration};

/// How often a watcher looks for new files.
const WATCH_INTERVAL: Duration = Duration::from_millis(100);

impl Agent {
    /// Uses the tool, lets the model summarise the result, and saves the summary.
    #[process_metric(worker, worker_type = step.tool.worker_type())]
    pub(super) async fn work(self: Arc<Self>, step: Step, question: Arc<str>) -> Result<String, AgentError> {
        let mut found = self.use_tool(&step).await?;
        let subject = step.to_string();
        if let Some(known) = self.memory.recall(subject.clone()).await? {
            found = format!("Known before: {}\n{found}", known.text);
        }
        let report = self.model.ask(self.finding_prompt(&question, &found), self.screen).await?;
        self.keep(Finding { subject, text: report.clone() }).await?;
        Ok(format!("{step}: {report}"))
    }

    async fn use_tool(&self, step: &Step) -> Result<String, AgentError> {
        Ok(match step.tool {
            Tool::List => self.folder.list_files(&step.path).await?.join("\n"),
            Tool::Read => self.folder.read_file(&step.path).await?,
            Tool::Count => {
                let words = self.folder.count_words(&step.path).await?;
                format!("{} has {} words.", step.path, with_commas(words as u64))
            }
        })
    }

    /// Updates the finding about the subject, or saves it as a new one.
    pub(super) async fn keep(&self, finding: Finding) -> Result<(), AgentError> {
        if !self.memory.update(finding.clone()).await? {
            self.memory.save(finding).await?;
        }
        Ok(())
    }

    /// Watches for new files until the task is aborted.
    #[process_metric(worker, worker_type = "watcher")]
    pub(super) async fn watch(self: Arc<Self>) -> Result<Infallible, AgentError> {
        let mut known = self.folder.list_files(".").await?;
        loop {
            tokio::time::sleep(WATCH_INTERVAL).await;
            let now = self.folder.list_files(".").await?;
            for name in now.iter().filter(|name| !known.contains(name)) {
                self.screen.step("watcher", format_args!("sees that {name} is new"));
            }
            known = now;
        }
    }

    /// Panics, as a worker with a bug would, to show that the outcome `panicked` is counted.
    #[process_metric(worker, worker_type = "clumsy")]
    pub(super) async fn stumble(self: Arc<Self>) -> Result<String, AgentError> {
        let names = self.folder.list_files(".").await?;
        let message = format!("on purpose, a worker stumbled over {} names", names.len());
        // This is what `panic!` does once the panic hook has run. The hook would print a message and a backtrace of its own;
        // the channel, which joins the task, prints the one line.
        resume_unwind(Box::new(message))
    }
}
