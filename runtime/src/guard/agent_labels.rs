//! Chooses the labels of the agent and its process: those of the attribute, else those of the context, else `unknown`.

use super::opened_context::kept;
use crate::{
    context::{Context, with_context},
    metrics::same_label,
};

/// The value of a label that neither the attribute nor the context has.
pub(super) use crate::metrics::UNKNOWN;

/// The labels of the agent and its process. A label is empty where it is not set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct AgentLabels<'a> {
    pub(super) agent_id: &'a str,
    pub(super) process_type: &'a str,
    pub(super) worker_type: &'a str,
}

impl<'a> AgentLabels<'a> {
    /// The labels of a context.
    pub(super) fn of(context: &'a Context) -> Self {
        Self {
            agent_id: context.agent_id().unwrap_or_default(),
            process_type: context.process_type().unwrap_or_default(),
            worker_type: context.worker_type().unwrap_or_default(),
        }
    }

    /// True if no label is set.
    #[inline]
    pub(super) fn is_empty(self) -> bool {
        self.agent_id.is_empty() && self.process_type.is_empty() && self.worker_type.is_empty()
    }

    /// True if the labels that are set are so `around`, too.
    #[inline]
    pub(super) fn are_in(self, around: Self) -> bool {
        let is_in = |given: &str, around: &str| given.is_empty() || same_label(given, around);
        is_in(self.agent_id, around.agent_id)
            && is_in(self.process_type, around.process_type)
            && is_in(self.worker_type, around.worker_type)
    }

    /// Completes these labels with those `around`.
    pub(super) fn over(self, around: Self) -> Self {
        Self {
            agent_id: first([self.agent_id, around.agent_id]),
            process_type: first([self.process_type, around.process_type]),
            worker_type: first([self.worker_type, around.worker_type]),
        }
    }

    /// A context of these labels.
    pub(super) fn context(self) -> Context {
        Context::new(self.agent_id).with_process_type(self.process_type).with_worker_type(self.worker_type)
    }

    /// Completes the labels of an attribute with those of `context`, else with `unknown`.
    pub(super) fn in_context(self, context: &'a Context) -> Self {
        let labels = self.over(Self::of(context));
        Self {
            agent_id: first([labels.agent_id, UNKNOWN]),
            process_type: first([labels.process_type, UNKNOWN]),
            ..labels
        }
    }

    /// The context under whose labels a guard counts an error: the one around it, if it has these labels. Without the key
    /// `count_errors` it is empty, because an `Option` of a context would be twice as large.
    pub(super) fn error_context(self, context: Option<&Context>, counts_errors: bool) -> Context {
        if !counts_errors {
            return Context::default();
        }
        with_context(context, |around| {
            let given: AgentLabels<'_> = self;
            let labels = given.in_context(around);
            if labels == AgentLabels::of(around) {
                return around.clone();
            }
            kept(labels)
        })
    }
}

/// The first value that is not empty.
pub(super) fn first<const N: usize>(values: [&str; N]) -> &str {
    values.into_iter().find(|value| !value.is_empty()).unwrap_or("")
}
