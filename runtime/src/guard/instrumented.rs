//! Runs the body of a function inside its guard: in one go, or at each poll of a future.

use super::{accumulator::StreamAccumulator, nesting::NestingFrame, state::GuardState};
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

    /// The frame of the calls inside.
    fn frame(&mut self) -> &mut NestingFrame;
    /// The body runs from now on.
    fn enter(&mut self) {}
    /// The body stops running: it ended, waits, or unwinds.
    fn exit(&mut self) {}
    /// Ends the guard with its stream, where there is no handle that reports more.
    fn finished(&mut self, items: &Self::Accumulator);
    /// How far the guard is.
    fn state(&mut self) -> &mut GuardState;
    /// The error type of a guard that is dropped before its end; `None` once it has ended.
    fn abort_reason(&mut self) -> Option<ErrorType> {
        self.state().abort_reason()
    }
}

/// While it lives, the thread is inside the guard.
struct Entered<'a, G: Guard> {
    guard: &'a mut G,
    outer: NestingFrame,
}

impl<'a, G: Guard> Entered<'a, G> {
    fn new(guard: &'a mut G) -> Self {
        guard.enter();
        let outer = guard.frame().enter();
        Self { guard, outer }
    }
}

impl<G: Guard> Drop for Entered<'_, G> {
    fn drop(&mut self) {
        let inner = self.outer.enter();
        // Mostly nothing was recorded inside, and a guard that was just written can't be moved as fast.
        if *self.guard.frame() != inner {
            *self.guard.frame() = inner;
        }
        self.guard.exit();
        if thread::panicking() {
            self.guard.state().panic();
        }
    }
}

/// Enters the guard until the end of the block: for a body that must stay in its function.
pub fn enter<G: Guard>(guard: &mut G) -> impl Drop {
    Entered::new(guard)
}

/// Runs a synchronous body inside the guard.
pub fn in_scope<R>(guard: &mut impl Guard, body: impl FnOnce() -> R) -> R {
    let _entered = Entered::new(guard);
    body()
}

/// Gives the compiler the output of a future, so that the `async` block that makes it is inferred.
pub fn yielding<T, F: Future<Output = T>>(future: F) -> F {
    future
}

/// Runs an asynchronous body inside the guard.
///
/// The body is pinned by the expansion, not held in here: so it stands before this future among the locals of the
/// function around it, the compiler checks it for `Send` there first and finds the answer again here, and the function
/// costs no more of the recursion limit than a bare `async move { … }.await` would.
pub fn instrument<'a, G: Guard, F: Future>(guard: &'a mut G, body: Pin<&'a mut F>) -> Instrumented<'a, G, F> {
    Instrumented { guard, body }
}

/// A future that is polled inside a guard: made by [`instrument`].
#[must_use = "futures do nothing unless polled"]
#[derive(Debug)]
pub struct Instrumented<'a, G, F> {
    guard: &'a mut G,
    body: Pin<&'a mut F>,
}

impl<G: Guard, F: Future> Future for Instrumented<'_, G, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let _entered = Entered::new(this.guard);
        this.body.as_mut().poll(task)
    }
}
