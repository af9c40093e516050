//! Meters what the function returns and what runs on, *deferred*: a stream or a boxed future, until it has ended or is dropped.

use super::{
    accumulator::StreamAccumulator,
    instrumented::{Guard, enter_until_dropped, in_scope, instrument},
    is_stream::IsStream,
};
use crate::error::ErrorType;
use futures_core::Stream;
use pin_project_lite::pin_project;
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// Receives the report of a value. An expansion writes `__guard.end(…)` once, for either case.
#[derive(Debug)]
pub enum ReportTarget<'a, G: Guard> {
    /// The value is what the function returned: the guard ends.
    Guard(&'a mut G),
    /// The value is one item of a stream: it is accumulated.
    Accumulator(&'a mut G::Accumulator),
}

/// How a guard ends with its stream.
pub trait StreamEnd<S, G: Guard> {
    /// Adds what the stream itself reports beyond its items; by default nothing.
    fn report_at_end(&self, _stream: &S, _items: &mut G::Accumulator) {}
    /// Ends the guard with the reports of the items.
    fn finish(&mut self, guard: &mut G, items: &G::Accumulator);
}

impl<S, G: Guard, F: FnMut(&mut G, &G::Accumulator)> StreamEnd<S, G> for F {
    fn finish(&mut self, guard: &mut G, items: &G::Accumulator) {
        self(guard, items);
    }
}

pin_project! {
    /// A stream, metered: the same items, and one record at its end, at an error item, or when it is dropped (`cancelled`,
    /// with what is known so far).
    #[must_use = "streams do nothing unless polled"]
    pub struct InstrumentedStream<S, G, R, E>
    where
        G: Guard,
        E: StreamEnd<S, G>,
    {
        #[pin]
        stream: S,
        guard: G,
        items: G::Accumulator,
        report: R,
        end: E,
    }

    impl<S, G, R, E> PinnedDrop for InstrumentedStream<S, G, R, E>
    where
        G: Guard,
        E: StreamEnd<S, G>,
    {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            if let Some(reason) = this.guard.abort_reason() {
                this.end.report_at_end(&this.stream, this.items);
                if let Some(failure) = this.guard.failure_when_dropped(reason) {
                    this.items.fail(failure);
                }
                this.end.finish(this.guard, this.items);
            }
            // The fields are dropped next: the stream, and then the guard.
            enter_until_dropped(this.guard);
        }
    }
}

impl<S, G: Guard, R, E: StreamEnd<S, G>> InstrumentedStream<S, G, R, E> {
    /// Meters `stream` as the rest of the guard's call: `report` reports each item, and at the end the guard ends.
    pub fn new(stream: S, guard: G, report: R, end: E) -> Self
    where
        S: IsStream,
        R: FnMut(&S::Item, ReportTarget<'_, G>),
    {
        Self { stream, guard, items: G::Accumulator::default(), report, end }
    }

    pub(super) fn guard(&self) -> &G {
        &self.guard
    }
}

/// The stream that is metered.
impl<S, G: Guard, R, E: StreamEnd<S, G>> AsRef<S> for InstrumentedStream<S, G, R, E> {
    fn as_ref(&self) -> &S {
        &self.stream
    }
}

impl<S: fmt::Debug, G: Guard, R, E: StreamEnd<S, G>> fmt::Debug for InstrumentedStream<S, G, R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstrumentedStream").field("stream", &self.stream).finish_non_exhaustive()
    }
}

impl<S, G, R, E> Stream for InstrumentedStream<S, G, R, E>
where
    S: Stream,
    G: Guard,
    R: FnMut(&S::Item, ReportTarget<'_, G>),
    E: StreamEnd<S, G>,
{
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let mut stream = this.stream;
        this.items.ask();
        let polled = in_scope(this.guard, || stream.as_mut().poll_next(task));
        // Items after the record change nothing.
        if this.guard.state().is_recorded() {
            return polled;
        }
        let has_ended = match &polled {
            Poll::Pending => false,
            Poll::Ready(None) => true,
            Poll::Ready(Some(item)) => {
                this.items.item_came();
                (this.report)(item, ReportTarget::Accumulator(this.items));
                this.items.failed().is_some()
            }
        };
        if has_ended {
            this.end.report_at_end(&stream, this.items);
            this.end.finish(this.guard, this.items);
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

/// Gives the compiler the types of a closure's parameters: an item of the stream, and what it is reported to.
pub fn item_reporter<S: IsStream, G: Guard, R: FnMut(&S::Item, ReportTarget<'_, G>)>(_: &S, _: &G, report: R) -> R {
    report
}

/// Rewraps a metered future or stream in the type that the function returns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` goes on after the function has returned, and can't be metered and still be the same type",
    label = "a future or a stream that would be timed only to where it is returned",
    note = "return `impl Future` or `impl Stream`, or a boxed one,",
    note = "or put the attribute on the async function that does the work"
)]
pub trait RewrapDeferred<G, R, E>: Sized {
    /// Meters it as the rest of the guard's call, and returns it as the same type. `failed` classifies the error of a `Result`.
    #[must_use]
    fn rewrap_deferred(self, guard: G, failed: impl FnOnce(&Self) -> Option<ErrorType>, report: R, end: E) -> Self;
}

macro_rules! boxed {
    ($([$($auto:ident)*])*) => {$(
        impl<'a, T: 'a, G, R, E> RewrapDeferred<G, R, E> for Pin<Box<dyn Future<Output = T> $(+ $auto)* + 'a>>
        where
            G: Guard $(+ $auto)* + 'a,
            R: FnMut(&T, ReportTarget<'_, G>) $(+ $auto)* + 'a,
            E: 'a,
        {
            fn rewrap_deferred(
                self,
                mut guard: G,
                _: impl FnOnce(&Self) -> Option<ErrorType>,
                mut report: R,
                _: E,
            ) -> Self {
                Box::pin(async move {
                    let mut future = self;
                    let value = instrument(&mut guard, Pin::new(&mut future)).await;
                    report(&value, ReportTarget::Guard(&mut guard));
                    value
                })
            }
        }

        impl<'a, T: 'a, G, R, E> RewrapDeferred<G, R, E> for Pin<Box<dyn Stream<Item = T> $(+ $auto)* + 'a>>
        where
            G: Guard $(+ $auto)* + 'a,
            G::Accumulator: 'a $(+ $auto)*,
            R: FnMut(&T, ReportTarget<'_, G>) $(+ $auto)* + 'a,
            E: FnMut(&mut G, &G::Accumulator) $(+ $auto)* + 'a,
        {
            fn rewrap_deferred(self, guard: G, _: impl FnOnce(&Self) -> Option<ErrorType>, report: R, end: E) -> Self {
                Box::pin(InstrumentedStream::new(self, guard, report, end))
            }
        }
    )*};
}
boxed!([] [Send] [Sync] [Send Sync]);

impl<T: RewrapDeferred<G, R, End>, E, G, R, End> RewrapDeferred<G, R, End> for Result<T, E>
where
    G: Guard,
    End: FnMut(&mut G, &G::Accumulator),
{
    fn rewrap_deferred(self, guard: G, failed: impl FnOnce(&Self) -> Option<ErrorType>, report: R, end: End) -> Self {
        match self {
            Ok(deferred) => Ok(deferred.rewrap_deferred(guard, |_| None, report, end)),
            failure @ Err(_) => {
                end_failed(guard, failed(&failure), end);
                failure
            }
        }
    }
}

/// Ends the guard of a function that returned an error instead of a stream or a future.
pub(crate) fn end_failed<G: Guard>(
    mut guard: G,
    failed: Option<ErrorType>,
    mut end: impl FnMut(&mut G, &G::Accumulator),
) {
    let mut items = G::Accumulator::default();
    if let Some(failed) = failed {
        items.fail(failed);
    }
    end(&mut guard, &items);
}
