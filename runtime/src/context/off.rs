//! The context with the feature off: nothing travels, nothing is kept.

use crate::label::LabelValue;

/// Who acts. With the feature `metrics` off it is empty, and every function here does nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context;

/// A future in a context: with the feature off, the future itself.
pub type InContext<F> = F;

#[allow(clippy::unnecessary_literal_bound)] // the signatures are those of the feature on
impl Context {
    /// A context of an agent.
    #[inline]
    pub fn new(_agent_id: impl LabelValue) -> Self {
        Self
    }

    /// The same with another kind of process.
    #[must_use]
    #[inline]
    pub fn with_process_type(self, _process_type: impl LabelValue) -> Self {
        self
    }

    /// The same with another variant of a worker.
    #[must_use]
    #[inline]
    pub fn with_worker_type(self, _worker_type: impl LabelValue) -> Self {
        self
    }

    /// The ambient context here and now.
    #[must_use]
    #[inline]
    pub fn current() -> Self {
        Self
    }

    /// Runs a future in this context.
    #[inline]
    pub fn scope<F: Future>(&self, future: F) -> InContext<F> {
        future
    }

    /// Runs a closure in this context.
    #[inline]
    pub fn scope_sync<R>(&self, run: impl FnOnce() -> R) -> R {
        run()
    }

    /// The agent, `""` if not set.
    #[inline]
    pub fn agent_id(&self) -> &str {
        ""
    }

    /// The kind of process, `""` if not set.
    #[inline]
    pub fn process_type(&self) -> &str {
        ""
    }

    /// The variant of a worker, `""` if not set.
    #[inline]
    pub fn worker_type(&self) -> &str {
        ""
    }
}

/// Takes the ambient context along, for a future that is spawned.
pub trait InCurrentContext: Future + Sized {
    /// This future, in the context that is the ambient one now.
    #[must_use]
    #[inline]
    fn in_current_context(self) -> InContext<Self> {
        self
    }
}

impl<F: Future> InCurrentContext for F {}
