//! Defines `MemoryOp`, the guard of an operation on the memory that users hold themselves.

#[cfg(feature = "registry")]
use super::super::instrumented::Guard as _;
use super::{
    super::{
        defaults::{AmbientContext, Unset},
        memory_handle::MemoryHandle,
        memory_op::MemoryOpGuard,
        outcome_handle::OutcomeHandle,
    },
    builder::{Given, Label, builder_methods, start_methods},
    outcome::outcome_methods,
    scope,
};
use crate::{
    context::Context,
    error::{
        ErrorType,
        client::{AnyError, Sealed},
    },
    label::LabelValue,
    usage::IntoCount,
};

/// A guard of one operation on the memory, for what `#[memory_op]` can't wrap: an operation that is chosen at run time, or
/// one that ends in another function than it began in.
///
/// It records once, as the attribute does: when it ends, or when it is dropped before. One that ends well has affected one
/// memory, unless [`affected`](Self::affected) says how many. It is `'static` and `Send`. With the feature `metrics` off it
/// does nothing.
///
/// ```
/// use agent_metrics::{MemoryOp, testing::Recorder};
///
/// let recorder = Recorder::new();
/// recorder.scope_sync(|| {
///     let save = MemoryOp::start("save");
///     let saved = ["likes tea", "lives in Kyiv"]; // … all of them in one transaction …
///     save.affected(saved.len());
///     save.end();
///
///     let mut search = MemoryOp::start("search");
///     let found = search.scope_sync(|| vec!["likes tea"]);
///     search.results(found.len());
///     search.end();
/// });
/// if agent_metrics::ENABLED {
///     assert_eq!(recorder.counter("memory_writes_total", &[]), 2.0);
///     assert_eq!(recorder.histogram_sum("memory_search_results", &[]), 1.0);
/// }
/// ```
#[derive(Debug)]
#[must_use = "an operation that is dropped at once is a cancelled one"]
pub struct MemoryOp {
    guard: MemoryOpGuard,
    handle: MemoryHandle,
    outcome: OutcomeHandle,
}

impl MemoryOp {
    /// Begins an operation in the ambient context: `save`, `update`, `delete`, `forget`, `recall`, `search`, `load`, `embed`,
    /// or one of your own.
    pub fn start(operation: impl LabelValue) -> Self {
        Self::new(MemoryOpGuard::start(&AmbientContext, &Unset, &Unset, &Unset, &operation, false))
    }

    /// Begins an operation of which more is known than its name.
    pub fn builder(operation: impl LabelValue) -> MemoryOpBuilder {
        MemoryOpBuilder { given: Given::new(&operation), counts_errors: false }
    }

    fn new(guard: MemoryOpGuard) -> Self {
        Self { guard, handle: MemoryHandle::new(), outcome: OutcomeHandle::new() }
    }

    /// How many memories the operation changed; the last report holds.
    #[inline]
    pub fn affected(&self, memories: impl IntoCount) {
        self.handle.affected(memories);
    }

    /// How many memories it found; the last report holds.
    #[inline]
    pub fn results(&self, memories: usize) {
        self.handle.results(memories);
    }

    fn finish(&mut self, failed: Option<ErrorType>) {
        #[cfg(feature = "registry")]
        {
            let failed = OutcomeHandle::overridden(Some(&self.outcome), failed);
            let affected = if failed.is_none() { Some(1) } else { None };
            self.guard.end(Some(&self.handle), failed, affected, None, None);
        }
    }
}

outcome_methods!(MemoryOp);

/// Begins a [`MemoryOp`] with more than its name: made by [`MemoryOp::builder`].
#[derive(Debug)]
#[must_use = "an operation begins with `start`"]
pub struct MemoryOpBuilder {
    given: Given,
    counts_errors: bool,
}

builder_methods!(MemoryOpBuilder, process_type);
start_methods!(MemoryOpBuilder, MemoryOp(MemoryOpGuard: AgentId, ProcessType, WorkerType, Name), "operation");
