//! Detects by its type whether a returned value is a future or a stream, which an alias may hide.
//!
//! ```text
//! let kind = (&&&&ReturnedProbe(&value)).kind();                  // of a function; `AsyncOutputProbe` of an async one
//! kind.meter(value, guard, failed, report)                        // ends the guard now, or with the future or stream
//!
//! DeferredProbe(value).meter(guard, failed, end, wrap)            // a stream or future, or a Result of one
//! ```
//!
//! How the probes are chosen is explained in [`macro_support`](super).

use crate::{
    error::ErrorType,
    guard::{
        deferred::{BoxedDeferred, BoxedStream, ReportTarget, RewrapDeferred, end_failed},
        instrumented::Guard,
        is_stream::IsStream,
    },
};
use std::future::Future;

/// Probes the value of a function.
#[derive(Debug)]
pub struct ReturnedProbe<'a, T: ?Sized>(pub &'a T);

/// Probes the value of an async function: the function has run to its end, and only a stream runs on.
#[derive(Debug)]
pub struct AsyncOutputProbe<'a, T: ?Sized>(pub &'a T);

/// The value is complete: the guard ends with it.
#[derive(Debug, Clone, Copy)]
pub struct Immediate;

/// The value is a boxed future or stream, or a `Result` of one: it runs on, and can be metered.
#[derive(Debug, Clone, Copy)]
pub struct Deferred;

/// The value is a future or stream of another type: it runs on, and can't be metered and still be the same type.
#[derive(Debug, Clone, Copy)]
pub struct Unsupported;

/// Chosen for a boxed future or stream, and for a `Result` of one.
pub trait DeferredKind {
    /// The kind of the value.
    fn kind(&self) -> Deferred {
        Deferred
    }
}
impl<T: BoxedDeferred> DeferredKind for &&&ReturnedProbe<'_, T> {}
impl<T: BoxedStream> DeferredKind for &&&AsyncOutputProbe<'_, T> {}

/// Chosen for any other future.
pub trait FutureKind {
    /// The kind of the value.
    fn kind(&self) -> Unsupported {
        Unsupported
    }
}
impl<T: Future> FutureKind for &&ReturnedProbe<'_, T> {}

/// Chosen for any other stream.
pub trait StreamKind {
    /// The kind of the value.
    fn kind(&self) -> Unsupported {
        Unsupported
    }
}
impl<T: IsStream> StreamKind for &ReturnedProbe<'_, T> {}
impl<T: IsStream> StreamKind for &AsyncOutputProbe<'_, T> {}

/// Chosen for any other value.
pub trait ImmediateKind {
    /// The kind of the value.
    fn kind(&self) -> Immediate {
        Immediate
    }
}
impl<T: ?Sized> ImmediateKind for ReturnedProbe<'_, T> {}
impl<T: ?Sized> ImmediateKind for AsyncOutputProbe<'_, T> {}

/// The function that ends a guard without a handle when its stream ends.
type End<G> = fn(&mut G, &<G as Guard>::Accumulator);

impl Immediate {
    /// Reports the value.
    pub fn meter<T, G: Guard>(
        self,
        value: T,
        mut guard: G,
        _failed: impl FnOnce(&T) -> Option<ErrorType>,
        report: impl FnOnce(&T, ReportTarget<'_, G>),
    ) -> T {
        report(&value, ReportTarget::Guard(&mut guard));
        value
    }

    /// Compiles: the value is complete.
    pub fn assert_not_deferred<T: ?Sized>(self, _value: &T) {}
}

impl Deferred {
    /// Meters the future or the stream.
    #[must_use]
    pub fn meter<T, G, R>(self, value: T, guard: G, failed: impl FnOnce(&T) -> Option<ErrorType>, report: R) -> T
    where
        T: BoxedDeferred + RewrapDeferred<G, R, End<G>>,
        G: Guard,
        R: FnMut(&T::Reported, ReportTarget<'_, G>),
    {
        value.rewrap_deferred(guard, failed, report, G::finish_stream)
    }

    /// Does not compile: the guard borrows its handle, which does not live as long as the future or the stream.
    pub fn assert_not_deferred<T: NotDeferredWithHandle + ?Sized>(self, _value: &T) {}
}

impl Unsupported {
    /// Does not compile: no type has the bound.
    #[must_use]
    pub fn meter<T, G: Guard>(
        self,
        value: T,
        _guard: G,
        _failed: impl FnOnce(&T) -> Option<ErrorType>,
        _report: impl FnMut(&T, ReportTarget<'_, G>),
    ) -> T
    where
        T: NotDeferred,
    {
        value
    }

    /// Does not compile: no type has the bound.
    pub fn assert_not_deferred<T: NotDeferred + ?Sized>(self, _value: &T) {}
}

/// Implemented by no type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` goes on after the function has returned, and can't be metered and still be the same type",
    label = "a future or a stream that would be timed only to where it is returned",
    note = "return `impl Future` or `impl Stream`, or a boxed one,",
    note = "or put the attribute on the async function that does the work"
)]
pub trait NotDeferred {}

/// Implemented by no type.
#[diagnostic::on_unimplemented(
    message = "`handle` can't see through this name for `{Self}`, which goes on after the function has returned",
    label = "an alias of a boxed future or stream",
    note = "write the type out (`Pin<Box<dyn Future<Output = …>>>`), or leave `handle` out"
)]
pub trait NotDeferredWithHandle {}

/// Splits a `Result` of a future or stream from a future or stream.
#[derive(Debug)]
pub struct DeferredProbe<T>(pub T);

impl<T, E> DeferredProbe<Result<T, E>> {
    /// Wraps the future or stream, or ends the guard with the error.
    ///
    /// # Errors
    ///
    /// The function's own.
    pub fn meter<G: Guard, B: FnMut(&mut G, &G::Accumulator), W>(
        self,
        guard: G,
        failed: Option<ErrorType>,
        end: B,
        wrap: impl FnOnce(T, G, B) -> W,
    ) -> Result<W, E> {
        match self.0 {
            Ok(deferred) => Ok(wrap(deferred, guard, end)),
            Err(error) => {
                end_failed(guard, failed, end);
                Err(error)
            }
        }
    }
}

/// Chosen where the value is no `Result`.
pub trait DeferredValue {
    /// The stream or the future.
    type Deferred;
    /// Wraps it.
    fn meter<G: Guard, B: FnMut(&mut G, &G::Accumulator), W>(
        self,
        guard: G,
        failed: Option<ErrorType>,
        end: B,
        wrap: impl FnOnce(Self::Deferred, G, B) -> W,
    ) -> W;
}

impl<T> DeferredValue for DeferredProbe<T> {
    type Deferred = T;
    fn meter<G: Guard, B: FnMut(&mut G, &G::Accumulator), W>(
        self,
        guard: G,
        _: Option<ErrorType>,
        end: B,
        wrap: impl FnOnce(T, G, B) -> W,
    ) -> W {
        wrap(self.0, guard, end)
    }
}
