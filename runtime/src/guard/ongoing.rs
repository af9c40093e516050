//! What goes on after the function has returned: a stream or a future. It is metered to its end, to its first failed item,
//! or until it is dropped.

use super::{
    instrumented::{Guard, in_scope, instrument},
    llm_stream::IsStream,
    notes::{Report, StreamAccumulator},
};
use crate::ErrorType;
use futures_core::Stream;
use pin_project_lite::pin_project;
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// What the function returned: a stream or a future, or a `Result` of one.
///
/// The method of the `Result` is its own, the other one a trait's: look-up prefers the former, through any alias.
#[derive(Debug)]
pub struct Ongoing<T>(pub T);

impl<T, E> Ongoing<Result<T, E>> {
    /// Wraps what goes on, or ends the call.
    ///
    /// # Errors
    ///
    /// The function's own.
    pub fn meter<G: Guard, B: FnMut(&mut G, &G::Accumulator), W>(
        self,
        guard: G,
        failed: Option<ErrorType>,
        finish: B,
        wrap: impl FnOnce(T, G, B) -> W,
    ) -> Result<W, E> {
        match self.0 {
            Ok(ongoing) => Ok(wrap(ongoing, guard, finish)),
            Err(error) => {
                end_failed(guard, failed, finish);
                Err(error)
            }
        }
    }
}

/// The function returned it itself.
pub trait OngoingItself {
    /// The stream or the future.
    type Ongoing;
    /// Wraps it.
    fn meter<G: Guard, B: FnMut(&mut G, &G::Accumulator), W>(
        self,
        guard: G,
        failed: Option<ErrorType>,
        finish: B,
        wrap: impl FnOnce(Self::Ongoing, G, B) -> W,
    ) -> W;
}

impl<T> OngoingItself for Ongoing<T> {
    type Ongoing = T;
    fn meter<G: Guard, B: FnMut(&mut G, &G::Accumulator), W>(
        self,
        guard: G,
        _: Option<ErrorType>,
        finish: B,
        wrap: impl FnOnce(T, G, B) -> W,
    ) -> W {
        wrap(self.0, guard, finish)
    }
}

fn end_failed<G: Guard>(mut guard: G, failed: Option<ErrorType>, mut finish: impl FnMut(&mut G, &G::Accumulator)) {
    let mut notes = G::Accumulator::default();
    if let Some(failed) = failed {
        notes.fail(failed);
    }
    finish(&mut guard, &notes);
}

pin_project! {
    /// A stream, metered: the same items, and one record at its end, at an error item, or when it is dropped (`cancelled`,
    /// with what is known so far).
    #[must_use = "streams do nothing unless polled"]
    pub struct MeteredStream<S, G, A, B>
    where
        G: Guard,
        B: FnMut(&mut G, &G::Accumulator),
    {
        #[pin]
        stream: S,
        guard: G,
        notes: G::Accumulator,
        tell: A,
        finish: B,
    }

    impl<S, G, A, B> PinnedDrop for MeteredStream<S, G, A, B>
    where
        G: Guard,
        B: FnMut(&mut G, &G::Accumulator),
    {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            if let Some(reason) = this.guard.abort_reason() {
                this.notes.fail(reason);
                (this.finish)(this.guard, this.notes);
            }
        }
    }
}

impl<S: IsStream, G, A, B> MeteredStream<S, G, A, B>
where
    G: Guard,
    A: FnMut(&S::Item, Report<'_, G>),
    B: FnMut(&mut G, &G::Accumulator),
{
    /// Meters `stream`: each item is told, and in the end the guard finishes.
    pub fn new(stream: S, guard: G, tell: A, finish: B) -> Self {
        Self { stream, guard, notes: G::Accumulator::default(), tell, finish }
    }
}

impl<S: fmt::Debug, G, A, B> fmt::Debug for MeteredStream<S, G, A, B>
where
    G: Guard,
    B: FnMut(&mut G, &G::Accumulator),
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MeteredStream").field("stream", &self.stream).finish_non_exhaustive()
    }
}

impl<S, G, A, B> Stream for MeteredStream<S, G, A, B>
where
    S: Stream,
    G: Guard,
    A: FnMut(&S::Item, Report<'_, G>),
    B: FnMut(&mut G, &G::Accumulator),
{
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let polled = in_scope(this.guard, || this.stream.poll_next(task));
        // What comes after the record was made changes nothing.
        if this.guard.abort_reason().is_none() {
            return polled;
        }
        match &polled {
            Poll::Pending => {}
            Poll::Ready(None) => (this.finish)(this.guard, this.notes),
            Poll::Ready(Some(item)) => {
                (this.tell)(item, Report::Item(this.notes));
                this.notes.came();
                if this.notes.failed().is_some() {
                    (this.finish)(this.guard, this.notes);
                }
            }
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

/// Tells the compiler the types of a closure's parameters: those of the items of a stream.
pub fn item_teller<S: IsStream, G: Guard, A: FnMut(&S::Item, Report<'_, G>)>(_: &S, _: &G, tell: A) -> A {
    tell
}

/// Goes on after it was returned, and can be metered and stay the type that the function says it returns.
pub trait Continues {
    /// What is told: what the future yields, or each item of the stream.
    type Told;
}

/// A stream among them.
pub trait ContinuesAsStream {}

/// Gives what is metered the type that the function says it returns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` goes on after the function has returned, and can't be metered and still be the same type",
    label = "a future or a stream that would be timed only to where it is returned",
    note = "return `impl Future` or `impl Stream`, or a boxed one,",
    note = "or put the attribute on the async function that does the work"
)]
pub trait WrapDeferred<G, A, B>: Sized {
    /// The same, metered as the rest of the guard's call.
    #[must_use]
    fn wrap_deferred(self, guard: G, failed: impl FnOnce(&Self) -> Option<ErrorType>, tell: A, finish: B) -> Self;
}

macro_rules! boxed {
    ($([$($auto:ident)*])*) => {$(
        impl<'a, T> Continues for Pin<Box<dyn Future<Output = T> $(+ $auto)* + 'a>> {
            type Told = T;
        }

        impl<'a, T: 'a, G, A, B> WrapDeferred<G, A, B> for Pin<Box<dyn Future<Output = T> $(+ $auto)* + 'a>>
        where
            G: Guard $(+ $auto)* + 'a,
            A: FnMut(&T, Report<'_, G>) $(+ $auto)* + 'a,
            B: 'a,
        {
            fn wrap_deferred(self, mut guard: G, _: impl FnOnce(&Self) -> Option<ErrorType>, mut tell: A, _: B) -> Self {
                Box::pin(async move {
                    let mut future = self;
                    let value = instrument(&mut guard, Pin::new(&mut future)).await;
                    tell(&value, Report::Whole(&mut guard));
                    value
                })
            }
        }

        impl<'a, T> Continues for Pin<Box<dyn Stream<Item = T> $(+ $auto)* + 'a>> {
            type Told = T;
        }

        impl<'a, T> ContinuesAsStream for Pin<Box<dyn Stream<Item = T> $(+ $auto)* + 'a>> {}

        impl<'a, T: 'a, G, A, B> WrapDeferred<G, A, B> for Pin<Box<dyn Stream<Item = T> $(+ $auto)* + 'a>>
        where
            G: Guard $(+ $auto)* + 'a,
            G::Accumulator: 'a $(+ $auto)*,
            A: FnMut(&T, Report<'_, G>) $(+ $auto)* + 'a,
            B: FnMut(&mut G, &G::Accumulator) $(+ $auto)* + 'a,
        {
            fn wrap_deferred(self, guard: G, _: impl FnOnce(&Self) -> Option<ErrorType>, tell: A, finish: B) -> Self {
                Box::pin(MeteredStream::new(self, guard, tell, finish))
            }
        }
    )*};
}
boxed!([] [Send] [Send Sync]);

impl<T: Continues, E> Continues for Result<T, E> {
    type Told = T::Told;
}

impl<T: ContinuesAsStream, E> ContinuesAsStream for Result<T, E> {}

impl<T: WrapDeferred<G, A, B>, E, G, A, B> WrapDeferred<G, A, B> for Result<T, E>
where
    G: Guard,
    B: FnMut(&mut G, &G::Accumulator),
{
    fn wrap_deferred(self, guard: G, failed: impl FnOnce(&Self) -> Option<ErrorType>, tell: A, finish: B) -> Self {
        match self {
            Ok(ongoing) => Ok(ongoing.wrap_deferred(guard, |_| None, tell, finish)),
            failure @ Err(_) => {
                end_failed(guard, failed(&failure), finish);
                failure
            }
        }
    }
}
