//! The guards with the feature off. Nothing calls them: they are there for the check that an expansion makes, so that
//! what compiles with the feature off compiles with it on. The handles are called by the user's body, and do nothing.

mod call;

use super::{call_builder, defaults, defaults::ContextSource};
use crate::macro_support::exports::never;
pub use call::{Call, Metered};

use crate::{ErrorType, IntoCount, LabelValue, LlmResponse, TokenUsage};
use std::{pin::Pin, sync::Arc};

/// Tells the running LLM call what its return value does not; nothing with the feature off.
#[derive(Debug, Clone, Copy, Default)]
pub struct LlmHandle;

impl LlmHandle {
    #[doc(hidden)]
    #[inline]
    pub const fn new() -> Self {
        Self
    }

    /// What the call used so far.
    #[inline]
    pub fn usage(&self, _usage: TokenUsage) {}

    /// The model that answered.
    #[inline]
    pub fn answered_by(&self, _model: impl AsRef<str>) {}

    /// The first token is here.
    #[inline]
    pub fn first_token(&self) {}

    /// The call failed, though it may return no error.
    #[inline]
    pub fn failed(&self, _error_type: ErrorType) {}
}

/// Tells a running process or tool call what its return value does not; nothing with the feature off.
#[derive(Debug, Clone, Copy, Default)]
pub struct OutcomeHandle;

impl OutcomeHandle {
    #[doc(hidden)]
    #[inline]
    pub const fn new() -> Self {
        Self
    }

    /// It failed, though it may return no error.
    #[inline]
    pub fn failed(&self, _error_type: ErrorType) {}
}

/// Tells the running operation what its return value does not; nothing with the feature off.
#[derive(Debug, Clone, Copy, Default)]
pub struct MemoryHandle;

impl MemoryHandle {
    #[doc(hidden)]
    #[inline]
    pub const fn new() -> Self {
        Self
    }

    /// How many memories the operation changed.
    #[inline]
    pub fn affected(&self, _memories: impl IntoCount) {}

    /// How many memories it found.
    #[inline]
    pub fn results(&self, _memories: usize) {}
}

/// What a call may hold as its handle.
pub trait HandleSource {}

/// The call has no handle.
#[derive(Debug, Clone, Copy)]
pub struct NoHandle;

impl HandleSource for NoHandle {}
impl HandleSource for &LlmHandle {}
impl HandleSource for Arc<LlmHandle> {}

/// The guard of `#[llm_metered]`.
#[derive(Debug)]
pub struct LlmCall;

impl LlmCall {
    /// Checks the labels.
    #[allow(clippy::too_many_arguments)] // one a key, and only expansions call it
    pub fn start(
        _context: &impl ContextSource,
        _agent_id: &(impl LabelValue + ?Sized),
        _tier: &(impl LabelValue + ?Sized),
        _worker_type: &(impl LabelValue + ?Sized),
        _model: &(impl LabelValue + ?Sized),
        _provider: &(impl LabelValue + ?Sized),
        _handle: impl HandleSource,
        _is_attempt: bool,
    ) -> Self {
        Self
    }

    /// Checks that the success tells its usage.
    pub fn end<Via, T: LlmResponse<Via> + ?Sized>(&mut self, _failed: Option<ErrorType>, _success: Option<&T>) {}

    /// Checks the closure.
    pub fn end_with<'v, Via, T: ?Sized, A: LlmResponse<Via>>(
        &mut self,
        _failed: Option<ErrorType>,
        _success: Option<&'v T>,
        _usage: impl FnOnce(&'v T) -> A,
    ) {
    }

    /// Nothing to check.
    pub fn end_without_usage(&mut self, _failed: Option<ErrorType>) {}
}

/// The guard of `#[process_metric]`.
#[derive(Debug)]
pub struct Process;

impl Process {
    /// Checks the labels.
    pub fn start(
        _context: &impl ContextSource,
        _agent_id: &(impl LabelValue + ?Sized),
        _kind: &(impl LabelValue + ?Sized),
        _worker_type: &(impl LabelValue + ?Sized),
        _counts_errors: bool,
    ) -> Self {
        Self
    }

    /// Nothing to check.
    pub fn end(&mut self, _handle: Option<&OutcomeHandle>, _failed: Option<ErrorType>) {}
}

/// The guard of `#[tool_call]`.
#[derive(Debug)]
pub struct ToolCall;

impl ToolCall {
    /// Checks the labels.
    pub fn start(
        _context: &impl ContextSource,
        _agent_id: &(impl LabelValue + ?Sized),
        _tier: &(impl LabelValue + ?Sized),
        _worker_type: &(impl LabelValue + ?Sized),
        _name: &(impl LabelValue + ?Sized),
        _counts_errors: bool,
    ) -> Self {
        Self
    }

    /// Nothing to check.
    pub fn end(&mut self, _handle: Option<&OutcomeHandle>, _failed: Option<ErrorType>) {}
}

/// The guard of `#[memory_op]`.
#[derive(Debug)]
pub struct MemoryOp;

impl MemoryOp {
    /// Checks the labels.
    pub fn start(
        _context: &impl ContextSource,
        _agent_id: &(impl LabelValue + ?Sized),
        _tier: &(impl LabelValue + ?Sized),
        _worker_type: &(impl LabelValue + ?Sized),
        _operation: &'static str,
        _counts_errors: bool,
    ) -> Self {
        Self
    }

    /// Nothing to check.
    pub fn end(
        &mut self,
        _handle: Option<&MemoryHandle>,
        _failed: Option<ErrorType>,
        _affected: Option<i128>,
        _found: Option<usize>,
        _results: Option<usize>,
    ) {
    }
}

/// What a function yields in the end, seen through an alias of a boxed future.
///
/// Look-up takes a method of the type itself first, then one that takes the value, then one that takes a reference.
#[derive(Debug)]
pub struct OffValue<'a, T: ?Sized>(pub &'a T);

impl<'a, F: Future + ?Sized> OffValue<'a, Pin<Box<F>>> {
    /// What the future yields.
    pub fn yielded(self) -> &'a F::Output {
        never()
    }
}

impl<'a, F: Future + ?Sized, E> OffValue<'a, Result<Pin<Box<F>>, E>> {
    /// What the future yields.
    pub fn yielded(self) -> &'a F::Output {
        never()
    }
}

/// A stream, whose items only a dependency knows.
pub trait OffStream<'a> {
    /// Unknown.
    fn yielded(self) -> &'a Untold;
}

impl<'a, P> OffStream<'a> for OffValue<'a, Pin<P>> {
    fn yielded(self) -> &'a Untold {
        &Untold
    }
}

impl<'a, P, E> OffStream<'a> for OffValue<'a, Result<Pin<P>, E>> {
    fn yielded(self) -> &'a Untold {
        &Untold
    }
}

/// Any other type.
pub trait OffPlain<'a> {
    /// The type itself.
    type Yielded: ?Sized;
    /// The value.
    fn yielded(&self) -> &'a Self::Yielded;
}

impl<'a, T: ?Sized> OffPlain<'a> for OffValue<'a, T> {
    type Yielded = T;
    fn yielded(&self) -> &'a T {
        self.0
    }
}

/// Nothing is known of it.
#[derive(Debug)]
pub struct Untold;

#[diagnostic::do_not_recommend]
impl LlmResponse for Untold {
    fn usage(&self) -> Option<TokenUsage> {
        None
    }
}
