//! A branch prepares an answer while the channel waits: one plans, the other remembers.

use super::{Agent, AgentError};
use crate::{
    memory::Finding,
    tools::{Step, Tool},
};
use agent_metrics::process_metric;

/// The number of steps in a plan, at most.
const MAX_STEPS: usize = 3;

impl Agent {
    /// Plans which tools to use on which files.
    #[process_metric(branch)]
    pub(super) async fn plan(&self, question: &str) -> Result<Vec<Step>, AgentError> {
        let plan = self.model.ask_streamed(self.plan_prompt(question), self.screen).await?;
        let steps = Step::all_in(&plan, MAX_STEPS);
        Ok(if steps.is_empty() { default_plan() } else { steps })
    }

    /// Summarises the findings about the question; `None` if there are none.
    #[process_metric(branch)]
    pub(super) async fn remember(&self, question: &str) -> Result<Option<String>, AgentError> {
        let memories: Vec<Finding> = self.memory.search(question).await?;
        if memories.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.model.ask(self.memories_prompt(question, &memories), self.screen).await?))
    }
}

/// Returns the plan for when the model made none.
pub(super) fn default_plan() -> Vec<Step> {
    vec![Step { tool: Tool::List, path: ".".to_owned() }]
}
