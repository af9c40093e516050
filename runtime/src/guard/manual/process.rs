//! Defines `Process`, the guard of a process that users hold themselves.

#[cfg(feature = "registry")]
use super::super::instrumented::Guard as _;
use super::{
    super::{
        defaults::{AmbientContext, Unset},
        outcome_handle::OutcomeHandle,
        process::ProcessGuard,
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
};

/// A guard of one process of an agent, for what `#[process_metric]` can't wrap: a channel whose messages come one by one, or
/// a worker that ends in another function than it began in.
///
/// It records once, as the attribute does: when it ends, or when it is dropped before. It is `'static` and `Send`. What
/// [`run`](Self::run) and [`scope`](Self::scope) run is in the context of the process; other parts of it run in
/// [`context`](Self::context). With the feature `metrics` off it does nothing.
///
/// ```
/// use agent_metrics::{Process, testing::Recorder, tool_call};
///
/// #[tool_call]
/// fn greet() {}
///
/// let recorder = Recorder::new();
/// recorder.scope_sync(|| {
///     let mut channel = Process::builder("channel").agent_id("bot-1").start();
///     // … a message comes …
///     channel.scope_sync(greet);
///     channel.end();
/// });
/// if agent_metrics::ENABLED {
///     assert_eq!(recorder.counter("processes_total", &[("process_type", "channel"), ("outcome", "ok")]), 1.0);
///     assert_eq!(recorder.counter("tool_calls_total", &[("agent_id", "bot-1"), ("process_type", "channel")]), 1.0);
/// }
/// ```
#[derive(Debug)]
#[must_use = "a process that is dropped at once is a cancelled one"]
pub struct Process {
    guard: ProcessGuard,
    outcome: OutcomeHandle,
}

impl Process {
    /// Begins a process of a kind, such as `worker`, in the ambient context.
    pub fn start(process_type: impl LabelValue) -> Self {
        Self::new(ProcessGuard::start(&AmbientContext, &Unset, &process_type, &Unset, false))
    }

    /// Begins a process of which more is known than its kind.
    pub fn builder(process_type: impl LabelValue) -> ProcessBuilder {
        ProcessBuilder { given: Given::new(&process_type), counts_errors: false }
    }

    fn new(guard: ProcessGuard) -> Self {
        Self { guard, outcome: OutcomeHandle::new() }
    }

    /// The context that the process opens, for parts of it that run elsewhere.
    #[must_use]
    pub fn context(&self) -> Context {
        #[cfg(feature = "registry")]
        {
            self.guard.opened_context().clone()
        }
        #[cfg(not(feature = "registry"))]
        Context::default()
    }

    fn finish(&mut self, failed: Option<ErrorType>) {
        self.guard.end(Some(&self.outcome), failed);
    }
}

outcome_methods!(Process);

/// Begins a [`Process`] with more than its kind: made by [`Process::builder`].
#[derive(Debug)]
#[must_use = "a process begins with `start`"]
pub struct ProcessBuilder {
    given: Given,
    counts_errors: bool,
}

builder_methods!(ProcessBuilder);
start_methods!(ProcessBuilder, Process(ProcessGuard: AgentId, Name, WorkerType), "process");
