//! The labels of who acts: as the attribute says, else as the context says.

use crate::context::{Context, LabelBuffer, LabelValue, with_current};

/// The value of a label that nobody knows.
pub(crate) const UNKNOWN: &str = "unknown";

/// Stands for a key that the attribute was not given.
#[derive(Debug, Clone, Copy)]
pub struct Absent;

impl LabelValue for Absent {
    fn as_label<'a>(&'a self, _: &'a mut LabelBuffer) -> &'a str {
        ""
    }
}

/// Where the context comes from: the ambient one, or the one given as `ctx = …`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no context",
    label = "expected an `agent_metrics::Context`",
    note = "keep one with `Context::current()` where it is known, and give it as `ctx = self.ctx`"
)]
pub trait ContextSource {
    /// Reads it, without cloning it.
    fn with<R>(&self, read: impl Fn(&Context) -> R) -> R;
}

/// The key `ctx` was not given.
#[derive(Debug, Clone, Copy)]
pub struct AmbientContext;

impl ContextSource for AmbientContext {
    fn with<R>(&self, read: impl Fn(&Context) -> R) -> R {
        with_current(read)
    }
}

impl ContextSource for Context {
    fn with<R>(&self, read: impl Fn(&Context) -> R) -> R {
        read(self)
    }
}

impl<C: ContextSource + ?Sized> ContextSource for &C {
    fn with<R>(&self, read: impl Fn(&Context) -> R) -> R {
        (**self).with(read)
    }
}

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

/// The first that is given.
pub(crate) fn first<const N: usize>(values: [&str; N]) -> &str {
    values.into_iter().find(|value| !value.is_empty()).unwrap_or("")
}
