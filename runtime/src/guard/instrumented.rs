//! Runs the body of a function inside its guard: in one go, or at each poll of a future.

use super::{
    abort_outcome::GuardState,
    accumulator::StreamAccumulator,
    nesting::{CallKinds, NestingFrame, ThreadFrame},
    tool_nesting::{EnteredTool, OpenTool},
};
use crate::error::ErrorType;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    thread,
};

/// A guard that the body of a function runs inside.
pub trait Guard {
    /// Accumulates the reports of the items, where the function returns a stream.
    type Accumulator: StreamAccumulator;

    /// The frame of the calls inside; `None` if it is that of the call around.
    fn frame(&mut self) -> Option<&mut NestingFrame>;
    /// The kind of call that is open in it, besides those around.
    #[inline]
    fn opens(&self) -> CallKinds {
        CallKinds::NONE
    }
    /// The body runs from now on.
    fn enter(&mut self);
    /// The body stops running: it ended, waits, or unwinds.
    fn exit(&mut self);
    /// Ends the guard with its stream, where there is no handle that reports more.
    fn finish_stream(&mut self, items: &Self::Accumulator);
    /// How far the guard is.
    fn state(&mut self) -> &mut GuardState;
    /// The tool that the guard is a call of, if it is one.
    #[inline]
    fn open_tool(&self) -> Option<OpenTool> {
        None
    }
    /// The error type of a guard that is dropped before its end; `None` once it has ended.
    fn abort_reason(&mut self) -> Option<ErrorType> {
        self.state().abort_reason()
    }
    /// The failure of a guard, or of its stream, that is dropped for this reason.
    fn failure_when_dropped(&mut self, reason: ErrorType) -> Option<ErrorType> {
        Some(reason)
    }
    /// The reason at the beginning of the guard's own `drop`, which [`enter_until_dropped`] waits for.
    #[inline]
    fn abort_reason_at_drop(&mut self) -> Option<ErrorType>
    where
        Self: Sized,
    {
        // Mostly the guard has recorded, and nothing is left to do.
        if self.state().is_done() { None } else { abort_at_drop(self) }
    }
}

/// While it lives, the thread is inside the guard.
struct EnteredGuard<'a, G: Guard> {
    guard: &'a mut G,
    /// `None` where the guard has no frame.
    outer: Option<ThreadFrame>,
    /// Of the call of a tool.
    _tool: Option<EnteredTool>,
}

impl<'a, G: Guard> EnteredGuard<'a, G> {
    #[inline]
    fn new(guard: &'a mut G) -> Self {
        // It names the instance of the guard, which is not at hand any more once the guard's context is the ambient one.
        let tool = guard.open_tool();
        guard.enter();
        let opens = guard.opens();
        let outer = guard.frame().map(|frame| frame.enter(opens));
        Self { guard, outer, _tool: tool.map(OpenTool::enter) }
    }
}

impl<G: Guard> Drop for EnteredGuard<'_, G> {
    #[inline]
    fn drop(&mut self) {
        if let (Some(frame), Some(outer)) = (self.guard.frame(), self.outer) {
            frame.leave(outer);
        }
        self.guard.exit();
        if thread::panicking() {
            self.guard.state().panic();
        }
    }
}

/// Enters a guard whose body is about to be dropped, and the guard right after it. The destructors of the body run inside the
/// guard, and the guard exits when it is dropped.
pub(super) fn enter_until_dropped<G: Guard>(guard: &mut G) {
    guard.enter();
    let opens = guard.opens();
    if let Some(frame) = guard.frame() {
        frame.enter_and_keep(opens);
    }
    guard.state().set_inside(true);
}

#[cold]
fn abort_at_drop<G: Guard>(guard: &mut G) -> Option<ErrorType> {
    if guard.state().is_inside() {
        guard.state().set_inside(false);
        if let Some(frame) = guard.frame() {
            frame.leave_kept();
        }
        guard.exit();
    }
    guard.abort_reason()
}

/// Enters the guard until the end of the block: for a body that must stay in its function.
pub fn enter<G: Guard>(guard: &mut G) -> impl Drop {
    EnteredGuard::new(guard)
}

/// Runs a synchronous body inside the guard.
#[inline]
pub fn in_scope<R>(guard: &mut impl Guard, body: impl FnOnce() -> R) -> R {
    let _entered = EnteredGuard::new(guard);
    body()
}

/// Gives the compiler the output of a future, so that the `async` block that makes it is inferred.
pub fn infer_output<T, F: Future<Output = T>>(future: F) -> F {
    future
}

/// The same for a future in a `Result`.
///
/// # Errors
///
/// The function's own.
pub fn infer_output_in_result<T, F: Future<Output = T>, E>(returned: Result<F, E>) -> Result<F, E> {
    returned
}

/// Runs an asynchronous body inside the guard.
///
/// The expansion pins the body as a local that stands before this future. The compiler then proves `Send` for the body once
/// and reuses the result here, so that the function takes no more of the recursion limit than `async move { … }.await`.
pub fn instrument<'a, G: Guard, F: Future>(guard: &'a mut G, body: Pin<&'a mut F>) -> Instrumented<'a, G, F> {
    Instrumented { guard: Some(guard), body }
}

/// A future that is polled inside a guard: made by [`instrument`].
///
/// If it is dropped half way, the function around it drops the body and then the guard.
#[must_use = "futures do nothing unless polled"]
#[derive(Debug)]
pub struct Instrumented<'a, G: Guard, F> {
    /// `None` once the body has ended.
    guard: Option<&'a mut G>,
    body: Pin<&'a mut F>,
}

impl<G: Guard, F: Future> Future for Instrumented<'_, G, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let entered = this.guard.as_deref_mut().map(EnteredGuard::new);
        let polled = this.body.as_mut().poll(task);
        drop(entered);
        if polled.is_ready() {
            this.guard = None;
        }
        polled
    }
}

impl<G: Guard, F> Drop for Instrumented<'_, G, F> {
    #[inline]
    fn drop(&mut self) {
        if let Some(guard) = self.guard.as_deref_mut() {
            enter_until_dropped(guard);
        }
    }
}
