//! Defines the stream that an `LlmCall` meters.

#[cfg(feature = "registry")]
use super::super::{
    deferred::{InstrumentedStream, ReportTarget},
    llm_accumulator::LlmAccumulator,
    llm_call::LlmCallGuard,
    llm_handle::LlmHandle,
};
use futures_core::Stream;
use pin_project_lite::pin_project;
use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

/// Reports an item of a stream of `S`.
#[cfg(feature = "registry")]
pub(super) type ReportItem<S> = fn(&<S as Stream>::Item, ReportTarget<'_, LlmCallGuard<LlmHandle>>);

#[cfg(feature = "registry")]
pub(super) type Inner<S> =
    InstrumentedStream<S, LlmCallGuard<LlmHandle>, ReportItem<S>, fn(&mut LlmCallGuard<LlmHandle>, &LlmAccumulator)>;

/// With the feature `registry` off, the stream itself.
#[cfg(not(feature = "registry"))]
pub(super) type Inner<S> = S;

pin_project! {
    /// A stream that is the rest of an [`LlmCall`](crate::LlmCall): the same items, and one record at its end. Made by
    /// [`LlmCall::stream`](crate::LlmCall::stream).
    ///
    /// The call ends with the stream, at an item that failed, or when the stream is dropped: `ok` if an item said that the
    /// answer is complete, else `cancelled`, with what is known so far.
    #[must_use = "streams do nothing unless polled"]
    pub struct MeteredStream<S>
    where
        S: Stream,
    {
        #[pin]
        inner: Inner<S>,
        // Both modes are alike in what the compiler knows of the type: its variance and, by `PinnedDrop`, its end.
        items: PhantomData<fn(&S::Item)>,
    }

    impl<S> PinnedDrop for MeteredStream<S>
    where
        S: Stream,
    {
        fn drop(_this: Pin<&mut Self>) {}
    }
}

impl<S: Stream> MeteredStream<S> {
    pub(super) fn new(inner: Inner<S>) -> Self {
        Self { inner, items: PhantomData }
    }

    /// The answer is complete: dropped from now on, the stream is `ok`.
    #[inline]
    pub fn finished(&self) {
        #[cfg(feature = "registry")]
        self.inner.guard().handle().finished();
    }
}

/// The stream that is metered.
impl<S: Stream> AsRef<S> for MeteredStream<S> {
    fn as_ref(&self) -> &S {
        #[cfg(feature = "registry")]
        {
            self.inner.as_ref()
        }
        #[cfg(not(feature = "registry"))]
        &self.inner
    }
}

impl<S: Stream> Stream for MeteredStream<S> {
    type Item = S::Item;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.project().inner.poll_next(task)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<S: Stream + fmt::Debug> fmt::Debug for MeteredStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MeteredStream").field("stream", self.as_ref()).finish_non_exhaustive()
    }
}
