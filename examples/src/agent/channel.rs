//! The channel receives questions, runs branches, starts workers, and answers.

use super::{Agent, AgentError, branch::default_plan};
use crate::{memory::Finding, screen::shortened, tools::Step};
use agent_metrics::{InCurrentContext as _, process_metric};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    task::{JoinError, JoinSet},
    time::timeout,
};

/// How long the channel waits for a branch. The slow stream of the built-in provider takes longer.
const BRANCH_TIMEOUT: Duration = Duration::from_secs(5);

/// The number of findings that the agent keeps.
const MAX_FINDINGS: u32 = 24;

/// A question, and the sender that signals its end.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) turn: u32,
    pub(crate) text: String,
    pub(crate) done: oneshot::Sender<()>,
}

#[derive(Debug)]
pub(crate) struct Channel {
    agent: Arc<Agent>,
}

impl Channel {
    pub(crate) fn new(agent: Arc<Agent>) -> Self {
        Self { agent }
    }

    /// Answers questions until their sender is dropped.
    #[process_metric(channel, agent_id = self.agent.id)]
    pub(crate) async fn listen(&self, mut questions: mpsc::Receiver<Question>) {
        while let Some(question) = questions.recv().await {
            self.agent.screen.line(format_args!("\n{} · {}", question.turn, question.text));
            match self.answer(question.turn, &question.text).await {
                Ok(answer) => self.agent.screen.step("answer", shortened(&answer, 300)),
                Err(error) => self.agent.screen.step("channel", format_args!("gives up: {error}")),
            }
            let _ = question.done.send(()); // whoever asked may be gone
        }
    }

    async fn answer(&self, turn: u32, question: &str) -> Result<String, AgentError> {
        // Two branches run concurrently.
        let (plan, memories) = tokio::join!(
            within_timeout(self.agent.plan(question)), //
            within_timeout(self.agent.remember(question)),
        );
        let plan = self.result_of("branch", plan).unwrap_or_else(default_plan);
        let steps: Vec<_> = plan.iter().map(Step::to_string).collect();
        self.agent.screen.step("branch", format_args!("plans: {}", steps.join(", ")));
        let memories = self.result_of("branch", memories).flatten();
        if let Some(memories) = &memories {
            self.agent.screen.step("branch", format_args!("remembers: {}", shortened(memories, 80)));
        }
        let mut reports = self.run_workers(turn, plan, question).await;
        reports.extend(memories);

        let answer = self.agent.model.ask_streamed(self.agent.answer_prompt(question, &reports), self.agent.screen);
        let answer = answer.await?;
        self.agent.keep(Finding { subject: question.to_owned(), text: answer.clone() }).await?;
        let deleted = self.agent.memory.delete_oldest(MAX_FINDINGS).await?;
        if deleted > 0 {
            self.agent.screen.step("memory", format_args!("deletes the {deleted} oldest findings"));
        }
        Ok(answer)
    }

    /// Starts a worker for each step and returns their reports. If the channel is stopped, the workers stop with it.
    async fn run_workers(&self, turn: u32, plan: Vec<Step>, question: &str) -> Vec<String> {
        let question: Arc<str> = question.into();
        let mut workers = JoinSet::new();
        for step in plan {
            let work = Arc::clone(&self.agent).work(step, Arc::clone(&question));
            workers.spawn(work.in_current_context()); // without it a task does not know whose it is
        }
        if turn % 5 == 3 {
            workers.spawn(Arc::clone(&self.agent).stumble().in_current_context());
        }
        let mut watchers = JoinSet::new();
        if turn % 3 == 2 {
            watchers.spawn(Arc::clone(&self.agent).watch().in_current_context());
        }
        let mut reports = Vec::new();
        while let Some(ended) = workers.join_next().await {
            if let Some(report) = self.worker_ended(ended) {
                self.agent.screen.step("worker", format_args!("reports {}", shortened(&report, 120)));
                reports.push(report);
            }
        }
        watchers.abort_all();
        while let Some(ended) = watchers.join_next().await {
            self.worker_ended(ended.map(|ended| ended.map(|never: Infallible| match never {})));
        }
        reports
    }

    fn worker_ended(&self, ended: Result<Result<String, AgentError>, JoinError>) -> Option<String> {
        match ended {
            Ok(Ok(report)) => return Some(report),
            Ok(Err(error)) => self.agent.screen.step("worker", format_args!("fails: {error}")),
            Err(error) if error.is_cancelled() => self.agent.screen.step("worker", "is stopped: no longer needed"),
            Err(panic) => self.agent.screen.step("worker", format_args!("fails: {panic}; the agent goes on")),
        }
        None
    }

    /// Returns the result of a branch. If it has none, the reason is printed.
    fn result_of<T>(&self, who: &str, ended: Option<Result<T, AgentError>>) -> Option<T> {
        match ended {
            Some(Ok(thought)) => return Some(thought),
            Some(Err(error)) => self.agent.screen.step(who, format_args!("fails: {error}")),
            None => self.agent.screen.step(who, "is cancelled: it took too long"),
        }
        None
    }
}

/// Returns `None` if the branch took too long. It is dropped then, and counts as `cancelled`.
async fn within_timeout<T>(branch: impl Future<Output = T>) -> Option<T> {
    timeout(BRANCH_TIMEOUT, branch).await.ok()
}
