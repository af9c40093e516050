//! Defines `ToolCall`, the guard of a tool's call that users hold themselves.

#[cfg(feature = "registry")]
use super::super::instrumented::Guard as _;
use super::{
    super::{
        defaults::{AmbientContext, Unset},
        outcome_handle::OutcomeHandle,
        tool_call::ToolCallGuard,
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

/// A guard of one call of a tool, for what `#[tool_call]` can't wrap: a tool that is called by its name, or a call that ends
/// in another function than it began in.
///
/// It records once, as the attribute does: when it ends, or when it is dropped before. It is `'static` and `Send`. With the
/// feature `metrics` off it does nothing.
///
/// ```
/// use agent_metrics::{ToolCall, testing::Recorder};
/// use std::io::{Error, ErrorKind};
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// async fn call_tool(name: &str, arguments: &str) -> Result<String, Error> {
///     let call = ToolCall::builder(name).count_errors().start();
///     call.run(async { /* … find the tool and run it … */ Err(Error::from(ErrorKind::TimedOut)) }).await
/// }
///
/// let recorder = Recorder::new();
/// assert!(recorder.scope(call_tool("shell", "ls")).await.is_err());
/// if agent_metrics::ENABLED {
///     assert_eq!(recorder.counter("tool_calls_total", &[("tool_name", "shell")]), 1.0);
///     assert_eq!(recorder.counter("process_errors_total", &[("error_type", "timeout")]), 1.0);
/// }
/// # });
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a call that is dropped at once is a cancelled one"]
pub struct ToolCall {
    guard: ToolCallGuard,
    outcome: OutcomeHandle,
}

impl ToolCall {
    /// Begins a call of the tool `name` in the ambient context.
    pub fn start(name: impl LabelValue) -> Self {
        Self::new(ToolCallGuard::start(&AmbientContext, &Unset, &Unset, &Unset, &name, false))
    }

    /// Begins a call for which more is known than the name of the tool.
    pub fn builder(name: impl LabelValue) -> ToolCallBuilder {
        ToolCallBuilder { given: Given::new(&name), counts_errors: false }
    }

    fn new(guard: ToolCallGuard) -> Self {
        Self { guard, outcome: OutcomeHandle::new() }
    }

    fn finish(&mut self, failed: Option<ErrorType>) {
        self.guard.end(Some(&self.outcome), failed);
    }
}

outcome_methods!(ToolCall);

/// Begins a [`ToolCall`] with more than its name: made by [`ToolCall::builder`].
#[derive(Debug)]
#[must_use = "a call begins with `start`"]
pub struct ToolCallBuilder {
    given: Given,
    counts_errors: bool,
}

builder_methods!(ToolCallBuilder, process_type);
start_methods!(ToolCallBuilder, ToolCall(ToolCallGuard: AgentId, ProcessType, WorkerType, Name), "call");
