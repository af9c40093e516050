//! Detects by its type whether a returned value is a future or a stream, which an alias may hide.
//!
//! ```text
//! (&&&&ReturnedProbe(&value)).kind()     // of a function; `AsyncOutputProbe` of an async one
//!
//! &&&ReturnedProbe    T: BoxedDeferred   // `Deferred`
//! &&ReturnedProbe     T: Future          // `Unsupported`
//! &ReturnedProbe      T: IsStream        // `Unsupported`
//! ReturnedProbe       any T              // `Immediate`
//!
//! ReturnedProbe(&value).response_kind()  // of an LLM call whose value has to report its usage
//!
//! by value            T: BoxedDeferred   // `Deferred`
//! by a reference      any T              // `Immediate`
//! ```
//!
//! What implements `LlmResponse` is a response, also where it is a future, and what does not is refused for that. So the compiler
//! is spared most of the search there.
//!
//! How the probes are chosen is explained in [`macro_support`](super).

use crate::guard::{
    boxed_deferred::{BoxedDeferred, BoxedStream},
    is_stream::IsStream,
};

/// Probes the value of a function.
#[derive(Debug)]
pub struct ReturnedProbe<'a, T: ?Sized>(pub &'a T);

/// Probes the value of an async function: the function has run to its end, and only a stream runs on.
#[derive(Debug)]
pub struct AsyncOutputProbe<'a, T: ?Sized>(pub &'a T);

/// The value is complete: the guard ends with it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Immediate;

/// The value is a boxed future or stream, or a `Result` of one: it runs on, and can be metered.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deferred;

/// The value is a future or stream of another type: it runs on, and can't be metered and still be the same type.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unsupported;

/// Chosen by what the type of the value is.
pub trait ValueKind {
    /// The kind of the value.
    type Kind: Default;
    /// The same.
    fn kind(&self) -> Self::Kind {
        Self::Kind::default()
    }
}

macro_rules! kinds {
    ($($bound:path, $probe:ty: $kind:ident;)*) => {$(
        impl<T: $bound> ValueKind for $probe {
            type Kind = $kind;
        }
    )*};
}
kinds! {
    BoxedDeferred, &&&ReturnedProbe<'_, T>: Deferred;
    Future, &&ReturnedProbe<'_, T>: Unsupported;
    IsStream, &ReturnedProbe<'_, T>: Unsupported;
    BoxedStream, &&&AsyncOutputProbe<'_, T>: Deferred;
    IsStream, &AsyncOutputProbe<'_, T>: Unsupported;
}
impl<T: ?Sized> ValueKind for ReturnedProbe<'_, T> {
    type Kind = Immediate;
}
impl<T: ?Sized> ValueKind for AsyncOutputProbe<'_, T> {
    type Kind = Immediate;
}

/// Chosen for a boxed future or stream, and for a `Result` of one.
pub trait DeferredResponse: Sized {
    /// The kind of the value.
    fn response_kind(self) -> Deferred {
        Deferred
    }
}
impl<T: BoxedDeferred> DeferredResponse for ReturnedProbe<'_, T> {}
impl<T: BoxedStream> DeferredResponse for AsyncOutputProbe<'_, T> {}

/// Chosen for any other value.
pub trait ImmediateResponse {
    /// The kind of the value.
    fn response_kind(&self) -> Immediate {
        Immediate
    }
}
impl<T: ?Sized> ImmediateResponse for ReturnedProbe<'_, T> {}
impl<T: ?Sized> ImmediateResponse for AsyncOutputProbe<'_, T> {}

impl Immediate {
    /// Compiles: the value is complete.
    pub fn assert_not_deferred<T: ?Sized>(self, _value: &T) {}
}

impl Deferred {
    /// Does not compile: the guard borrows its handle, which does not live as long as the future or the stream.
    pub fn assert_not_deferred<T: NotDeferredWithHandle + ?Sized>(self, _value: &T) {}
}

impl Unsupported {
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
