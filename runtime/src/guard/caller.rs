//! The labels of who acts: as the attribute says, else as the context says.

use crate::Context;

/// The value of a label that nobody knows.
pub(crate) const UNKNOWN: &str = "unknown";

/// The labels that say who acts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) agent_id: &'a str,
    pub(crate) process_type: &'a str,
    pub(crate) worker_type: &'a str,
    /// Neither the attribute nor the context knows the agent.
    pub(crate) without_agent: bool,
}

impl<'a> Caller<'a> {
    pub(crate) fn new(context: &'a Context, agent_id: &'a str, tier: &'a str, worker_type: &'a str) -> Self {
        let agent_id = first([agent_id, context.agent_id()]);
        Self {
            agent_id: first([agent_id, UNKNOWN]),
            process_type: first([tier, context.process_type(), UNKNOWN]),
            worker_type: first([worker_type, context.worker_type()]),
            without_agent: agent_id.is_empty(),
        }
    }
}

impl Caller<'_> {
    /// A context with these labels: the one around, if it has them.
    pub(crate) fn context(&self, around: &Context) -> Context {
        let labels = [around.agent_id(), around.process_type(), around.worker_type()];
        if labels == [self.agent_id, self.process_type, self.worker_type] {
            return around.clone();
        }
        Context::new(self.agent_id).with_process_type(self.process_type).with_worker_type(self.worker_type)
    }
}

/// The first that is given.
pub(crate) fn first<const N: usize>(values: [&str; N]) -> &str {
    values.into_iter().find(|value| !value.is_empty()).unwrap_or("")
}
