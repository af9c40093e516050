//! Runs a user's future or closure inside a manual guard.

#[cfg(feature = "registry")]
use {
    super::super::instrumented::{Guard, in_scope},
    pin_project_lite::pin_project,
    std::{
        pin::Pin,
        task::{Context, Poll},
    },
};

/// Runs a closure inside the guard.
#[cfg(feature = "registry")]
pub(super) fn scope_sync<R>(guard: &mut impl Guard, run: impl FnOnce() -> R) -> R {
    in_scope(guard, run)
}

/// Runs the closure.
#[cfg(not(feature = "registry"))]
pub(super) fn scope_sync<G, R>(_: &mut G, run: impl FnOnce() -> R) -> R {
    run()
}

/// Runs a future inside the guard.
#[cfg(feature = "registry")]
pub(super) fn scope<G: Guard, F: Future>(guard: &mut G, future: F) -> Scope<'_, G, F> {
    Scope { guard, future: Some(future) }
}

/// Runs the future.
#[cfg(not(feature = "registry"))]
pub(super) fn scope<G, F: Future>(_: &mut G, future: F) -> F {
    future
}

#[cfg(feature = "registry")]
pin_project! {
    /// A future that is polled and dropped inside a guard, which goes on afterwards.
    pub(super) struct Scope<'a, G, F>
    where
        G: Guard,
    {
        guard: &'a mut G,
        // `None` only while the struct is dropped.
        #[pin]
        future: Option<F>,
    }

    impl<G, F> PinnedDrop for Scope<'_, G, F>
    where
        G: Guard,
    {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            in_scope(*this.guard, || this.future.set(None));
        }
    }
}

#[cfg(feature = "registry")]
impl<G: Guard, F: Future> Future for Scope<'_, G, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let Some(future) = this.future.as_pin_mut() else { return Poll::Pending };
        in_scope(*this.guard, || future.poll(task))
    }
}
