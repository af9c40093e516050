//! The labels of who acts: as the attribute gives them, else the context's.

use crate::context::{Context, with_context};

/// The value of a label that nobody knows.
pub(super) const UNKNOWN: &str = "unknown";

/// The labels that say who acts.
#[derive(Debug, Clone, Copy)]
pub(super) struct AgentLabels<'a> {
    pub(super) agent_id: &'a str,
    pub(super) process_type: &'a str,
    pub(super) worker_type: &'a str,
}

impl<'a> AgentLabels<'a> {
    /// The labels in `context` of what an attribute gives; where it is empty the context's hold.
    pub(super) fn in_context(self, context: &'a Context) -> Self {
        Self {
            agent_id: first([self.agent_id, context.agent_id(), UNKNOWN]),
            process_type: first([self.process_type, context.process_type(), UNKNOWN]),
            worker_type: first([self.worker_type, context.worker_type()]),
        }
    }

    /// The context whose errors a guard counts, with the key `errors`: the one around, if it has these labels. It is empty
    /// without the key, for an `Option` of a context is twice as large.
    pub(super) fn error_context(self, context: Option<&Context>, counts_errors: bool) -> Context {
        if !counts_errors {
            return Context::default();
        }
        with_context(context, |around| {
            let given: AgentLabels<'_> = self;
            let AgentLabels { agent_id, process_type, worker_type } = given.in_context(around);
            if [around.agent_id(), around.process_type(), around.worker_type()] == [agent_id, process_type, worker_type]
            {
                return around.clone();
            }
            Context::new(agent_id).with_process_type(process_type).with_worker_type(worker_type)
        })
    }
}

/// The first that is not empty.
pub(super) fn first<const N: usize>(values: [&str; N]) -> &str {
    values.into_iter().find(|value| !value.is_empty()).unwrap_or("")
}
