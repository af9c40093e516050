//! A branch thinks about the question, beside the channel.

use super::{Agent, AgentError};
use crate::{
    memory::Finding,
    tools::{Step, Tool},
};
use agent_metrics::process_metric;

/// Of a plan.
const MOST_STEPS: usize = 3;

impl Agent {
    /// Which tools to use on what.
    #[process_metric(branch)]
    pub(super) async fn plan(&self, question: &str) -> Result<Vec<Step>, AgentError> {
        let plan = self.model.ask_streamed(self.plan_prompt(question), self.screen).await?;
        let steps = Step::all_in(&plan, MOST_STEPS);
        Ok(if steps.is_empty() { default_plan() } else { steps })
    }

    /// What is known already.
    #[process_metric(branch)]
    pub(super) async fn remember(&self, question: &str) -> Result<Option<String>, AgentError> {
        let memories: Vec<Finding> = self.memory.search(question).await?;
        if memories.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.model.ask(self.memories_prompt(question, &memories), self.screen).await?))
    }
}

/// The plan where nobody made one.
pub(super) fn default_plan() -> Vec<Step> {
    vec![Step { tool: Tool::List, path: ".".to_owned() }]
}
