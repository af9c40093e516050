//! Runs futures, streams and closures in a context.

#[cfg(feature = "registry")]
use super::ambient::{EnteredContext, enter_for_drop, exit_after_drop, with_current};
use super::identity::Context;
use futures_core::Stream;
use pin_project_lite::pin_project;
use std::{
    fmt,
    pin::Pin,
    task::{self, Poll},
};

impl Context {
    /// The ambient context here and now; an empty one where there is none.
    #[must_use]
    #[inline]
    pub fn current() -> Self {
        #[cfg(feature = "registry")]
        {
            with_current(Clone::clone)
        }
        #[cfg(not(feature = "registry"))]
        Self::default()
    }

    /// Runs a future or a stream in this context.
    ///
    /// ```
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// use agent_metrics::Context;
    ///
    /// let context = Context::new("bot-1");
    /// tokio::spawn(context.scope(async { /* metered functions know the agent here */ })).await?;
    /// # Ok::<(), tokio::task::JoinError>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn scope<T>(&self, inner: T) -> InContext<T> {
        InContext { context: EnterOnDrop { context: self.clone() }, inner, exit: ExitOnDrop {} }
    }

    /// Runs a closure in this context.
    #[inline]
    pub fn scope_sync<R>(&self, run: impl FnOnce() -> R) -> R {
        #[cfg(feature = "registry")]
        let mut context = self.clone();
        #[cfg(feature = "registry")]
        let _entered = EnteredContext::new(&mut context);
        run()
    }
}

pin_project! {
    /// A future or stream that runs in a context: made by [`Context::scope`] and
    /// [`in_current_context`](InCurrentContext::in_current_context).
    ///
    /// It is polled inside the context, and dropped inside it: what the destructors of a cancelled future record is recorded
    /// for the same agent.
    // Fields are dropped in the order in which they stand here.
    #[must_use = "futures and streams do nothing unless polled"]
    pub struct InContext<T> {
        context: EnterOnDrop,
        #[pin]
        inner: T,
        exit: ExitOnDrop,
    }
}

/// Enters its context when it is dropped.
struct EnterOnDrop {
    context: Context,
}

/// Exits the context that [`EnterOnDrop`] has entered.
struct ExitOnDrop {}

#[cfg(feature = "registry")]
impl Drop for EnterOnDrop {
    fn drop(&mut self) {
        enter_for_drop(std::mem::take(&mut self.context));
    }
}

#[cfg(feature = "registry")]
impl Drop for ExitOnDrop {
    fn drop(&mut self) {
        exit_after_drop();
    }
}

impl<T> InContext<T> {
    /// The future or stream.
    pub fn inner(&self) -> &T {
        &self.inner
    }

    /// The future or stream, to be changed. It is not in its context meanwhile.
    pub fn inner_mut(&mut self) -> &mut T {
        &mut self.inner
    }

    /// The pinned future or stream.
    pub fn inner_pin_ref(self: Pin<&Self>) -> Pin<&T> {
        self.project_ref().inner
    }

    /// The pinned future or stream, to be polled outside of its context.
    pub fn inner_pin_mut(self: Pin<&mut Self>) -> Pin<&mut T> {
        self.project().inner
    }

    /// The future or stream, without its context.
    pub fn into_inner(self) -> T {
        self.inner
    }

    /// Polls the future or stream in its context.
    fn poll_inner<R>(self: Pin<&mut Self>, poll: impl FnOnce(Pin<&mut T>) -> R) -> R {
        let this = self.project();
        #[cfg(feature = "registry")]
        let _entered = EnteredContext::new(&mut this.context.context);
        poll(this.inner)
    }
}

impl<F: Future> Future for InContext<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<F::Output> {
        self.poll_inner(|future| future.poll(task))
    }
}

impl<S: Stream> Stream for InContext<S> {
    type Item = S::Item;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<Option<S::Item>> {
        self.poll_inner(|stream| stream.poll_next(task))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<T: fmt::Debug> fmt::Debug for InContext<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (inner, context) = (&self.inner, &self.context.context);
        f.debug_struct("InContext").field("inner", inner).field("context", context).finish_non_exhaustive()
    }
}

/// Takes the ambient context along, for a future that is spawned or a stream that is read elsewhere.
///
/// ```
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// use agent_metrics::{Context, InCurrentContext};
///
/// # Context::new("bot-1").scope(async {
/// tokio::spawn(async { /* still the same agent */ }.in_current_context()).await?;
/// # Ok::<(), tokio::task::JoinError>(()) }).await
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait InCurrentContext: Sized {
    /// This future or stream, in the context that is the ambient one now.
    #[inline]
    fn in_current_context(self) -> InContext<Self> {
        Context::current().scope(self)
    }
}

impl<T> InCurrentContext for T {}
