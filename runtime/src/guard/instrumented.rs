//! Runs a function's body inside its guard.

use super::{nesting::NestingFrame, notes::StreamAccumulator, state::State};
use crate::ErrorType;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    thread,
};

/// What must be set while the body runs, at each poll anew, and what must be known when it panics.
pub trait Guard {
    /// What is noted of a stream that goes on after the body ended.
    type Accumulator: StreamAccumulator;

    /// The frame of what runs inside.
    fn frame(&mut self) -> &mut NestingFrame;
    /// The body runs now.
    fn enter(&mut self) {}
    /// The body stops running: it ended, waits, or unwinds.
    fn leave(&mut self) {}
    /// What went on is over, and no handle has more to tell of it.
    fn finished(&mut self, notes: &Self::Accumulator);
    /// How far it is.
    fn state(&mut self) -> &mut State;
    /// Why the call did not end, if the guard is dropped now; `None` once it has ended.
    fn abort_reason(&mut self) -> Option<ErrorType> {
        self.state().abort_reason()
    }
}

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
        // Mostly nothing was recorded inside. A guard that was just written can't be moved as fast.
        if *self.guard.frame() != inner {
            *self.guard.frame() = inner;
        }
        self.guard.leave();
        if thread::panicking() {
            self.guard.state().panic();
        }
    }
}

/// Opens the guard until the end of the block: for a body that must stay in its function.
pub fn enter<G: Guard>(guard: &mut G) -> impl Drop {
    Entered::new(guard)
}

/// Runs a synchronous body.
pub fn in_scope<R>(guard: &mut impl Guard, body: impl FnOnce() -> R) -> R {
    let _inside = Entered::new(guard);
    body()
}

/// Tells the compiler what the future is to yield, so that its `async` block knows.
pub fn yielding<T, F: Future<Output = T>>(future: F) -> F {
    future
}

/// Runs an asynchronous body.
///
/// The body is pinned by the expansion, not held in here: so it stands before this future among the locals of the
/// function around it, the compiler checks it for `Send` there first and finds the answer again here, and the function
/// costs no more of the recursion limit than a bare `async move { … }.await` would.
pub fn instrument<'a, G: Guard, F: Future>(guard: &'a mut G, body: Pin<&'a mut F>) -> Instrumented<'a, G, F> {
    Instrumented { guard, body }
}

/// Made by [`instrument`].
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
        let _inside = Entered::new(this.guard);
        this.body.as_mut().poll(task)
    }
}
