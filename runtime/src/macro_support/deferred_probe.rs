//! Meters a value that runs on after it was returned.
//!
//! ```text
//! let kind = (&&&&ReturnedProbe(&value)).kind();                  // of a function; `AsyncOutputProbe` of an async one
//! kind.meter(value, guard, failed, report)                        // ends the guard now, or with the future or stream
//!
//! DeferredProbe(value).meter(guard, failed, end, wrap)            // a stream or future, or a Result of one
//! ```
//!
//! How the probes are chosen is explained in [`macro_support`](super).

use super::deferred_kind::{Deferred, Immediate, NotDeferred, Unsupported};
use crate::{
    error::ErrorType,
    guard::{
        boxed_deferred::BoxedDeferred,
        deferred::{ReportTarget, RewrapDeferred, end_failed},
        instrumented::Guard,
    },
};

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
}

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
