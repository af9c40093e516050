//! Runs futures and closures in a context.

#[cfg(feature = "registry")]
use super::ambient::{EnteredContext, with_current};
use super::identity::Context;
#[cfg(feature = "registry")]
use std::{
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

    /// Runs a future in this context.
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
    pub fn scope<F: Future>(&self, future: F) -> InContext<F> {
        #[cfg(feature = "registry")]
        {
            InContext { future, context: self.clone() }
        }
        #[cfg(not(feature = "registry"))]
        future
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

#[cfg(feature = "registry")]
pin_project_lite::pin_project! {
    /// A future that runs in a context: made by [`Context::scope`] and
    /// [`in_current_context`](InCurrentContext::in_current_context). With the feature `metrics` off it is an alias of the
    /// future itself.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct InContext<F> {
        #[pin]
        future: F,
        context: Context,
    }
}

/// A future that runs in a context: with the feature `metrics` off, the future itself.
///
/// It is no type of its own in this mode, because a pinned field can't be reached without `unsafe` code or the dependency
/// that the other mode has for it.
#[cfg(not(feature = "registry"))]
pub type InContext<F> = F;

#[cfg(feature = "registry")]
impl<F: Future> Future for InContext<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _entered = EnteredContext::new(this.context);
        this.future.poll(task)
    }
}

/// Takes the ambient context along, for a future that is spawned.
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
pub trait InCurrentContext: Future + Sized {
    /// This future, in the context that is the ambient one now.
    #[cfg_attr(not(feature = "registry"), must_use)] // `InContext` says so itself with the feature on
    #[inline]
    fn in_current_context(self) -> InContext<Self> {
        Context::current().scope(self)
    }
}

impl<F: Future> InCurrentContext for F {}
