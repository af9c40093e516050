//! Finds out by its type whether a function's value goes on after it was returned: an alias may hide a boxed future.
//!
//! ```text
//! let kind = (&&&&ReturnedProbe(&value)).kind();      // of a function; `YieldedProbe` of an async one
//! kind.meter(value, guard, failed, tell)             // ends now, or goes on with what is in the value
//! ```
//!
//! The probes are chosen by method look-up, as in [`error_probe`](super::error_probe): the most special one has the most
//! references.

use crate::{
    error::ErrorType,
    guard::{
        instrumented::Guard,
        llm_stream::IsStream,
        notes::Report,
        ongoing::{Continues, ContinuesAsStream, WrapDeferred},
    },
};
use std::future::Future;

/// Asks the value of a function.
#[derive(Debug)]
pub struct ReturnedProbe<'a, T: ?Sized>(pub &'a T);

/// Asks the value of an async function: it has run to its end, only a stream goes on.
#[derive(Debug)]
pub struct YieldedProbe<'a, T: ?Sized>(pub &'a T);

/// The value is all there is.
#[derive(Debug, Clone, Copy)]
pub struct Immediate;

/// The value is a boxed future or stream, or a `Result` of one.
#[derive(Debug, Clone, Copy)]
pub struct Deferred;

/// The value is a future or stream that has no other type of the same name.
#[derive(Debug, Clone, Copy)]
pub struct Unsupported;

/// It goes on, and can be metered.
pub trait DeferredKind {
    /// So it does.
    fn kind(&self) -> Deferred {
        Deferred
    }
}
impl<T: Continues> DeferredKind for &&&ReturnedProbe<'_, T> {}
impl<T: ContinuesAsStream> DeferredKind for &&&YieldedProbe<'_, T> {}

/// It is a future.
pub trait FutureKind {
    /// So it is.
    fn kind(&self) -> Unsupported {
        Unsupported
    }
}
impl<T: Future> FutureKind for &&ReturnedProbe<'_, T> {}

/// It is a stream.
pub trait StreamKind {
    /// So it is.
    fn kind(&self) -> Unsupported {
        Unsupported
    }
}
impl<T: IsStream> StreamKind for &ReturnedProbe<'_, T> {}
impl<T: IsStream> StreamKind for &YieldedProbe<'_, T> {}

/// It is a value like any other.
pub trait ImmediateKind {
    /// So it is.
    fn kind(&self) -> Immediate {
        Immediate
    }
}
impl<T: ?Sized> ImmediateKind for ReturnedProbe<'_, T> {}
impl<T: ?Sized> ImmediateKind for YieldedProbe<'_, T> {}

/// How a guard finishes.
type Finish<G> = fn(&mut G, &<G as Guard>::Accumulator);

impl Immediate {
    /// Tells the value.
    pub fn meter<T, G: Guard>(
        self,
        value: T,
        mut guard: G,
        _failed: impl FnOnce(&T) -> Option<ErrorType>,
        tell: impl FnOnce(&T, Report<'_, G>),
    ) -> T {
        tell(&value, Report::Whole(&mut guard));
        value
    }

    /// That it ends is all there is to check.
    pub fn ends<T: ?Sized>(self, _value: &T) {}
}

impl Deferred {
    /// Meters the rest.
    #[must_use]
    pub fn meter<T, G, A>(self, value: T, guard: G, failed: impl FnOnce(&T) -> Option<ErrorType>, tell: A) -> T
    where
        T: Continues + WrapDeferred<G, A, Finish<G>>,
        G: Guard,
        A: FnMut(&T::Told, Report<'_, G>),
    {
        value.wrap_deferred(guard, failed, tell, G::finished)
    }

    /// The handle would have to live as long.
    pub fn ends<T: EndsWithItsHandle + ?Sized>(self, _value: &T) {}
}

impl Unsupported {
    /// Can't be.
    #[must_use]
    pub fn meter<T, G: Guard>(
        self,
        value: T,
        _guard: G,
        _failed: impl FnOnce(&T) -> Option<ErrorType>,
        _tell: impl FnMut(&T, Report<'_, G>),
    ) -> T
    where
        T: EndsHere,
    {
        value
    }

    /// Can't be.
    pub fn ends<T: EndsHere + ?Sized>(self, _value: &T) {}
}

/// No type is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` goes on after the function has returned, and can't be metered and still be the same type",
    label = "a future or a stream that would be timed only to where it is returned",
    note = "return `impl Future` or `impl Stream`, or a boxed one,",
    note = "or put the attribute on the async function that does the work"
)]
pub trait EndsHere {}

/// No type is.
#[diagnostic::on_unimplemented(
    message = "`handle` can't see through this name for `{Self}`, which goes on after the function has returned",
    label = "an alias of a boxed future or stream",
    note = "write the type out (`Pin<Box<dyn Future<Output = …>>>`), or leave `handle` out"
)]
pub trait EndsWithItsHandle {}
