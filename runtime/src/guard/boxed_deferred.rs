//! Defines what runs on after a function has returned, and can be metered and boxed again: boxed futures and streams.

use futures_core::Stream;
use std::pin::Pin;

/// A boxed future or stream, or a `Result` of one: it runs on after the function has returned, and once it is metered it can be
/// boxed again as the same type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no boxed future or stream, as its name says",
    label = "what meters it is a `Pin<Box<dyn …>>`",
    note = "give the alias another name"
)]
pub trait BoxedDeferred {
    /// The type that is reported: the output of the future, or the item of the stream.
    type Reported;
}

/// A boxed stream, or a `Result` of one.
pub trait BoxedStream {}

macro_rules! boxed {
    ($([$($auto:ident)*])*) => {$(
        impl<'a, T> BoxedDeferred for Pin<Box<dyn Future<Output = T> $(+ $auto)* + 'a>> {
            type Reported = T;
        }

        impl<'a, T> BoxedDeferred for Pin<Box<dyn Stream<Item = T> $(+ $auto)* + 'a>> {
            type Reported = T;
        }

        impl<'a, T> BoxedStream for Pin<Box<dyn Stream<Item = T> $(+ $auto)* + 'a>> {}
    )*};
}
boxed!([] [Send] [Sync] [Send Sync]);

impl<T: BoxedDeferred, E> BoxedDeferred for Result<T, E> {
    type Reported = T::Reported;
}

impl<T: BoxedStream, E> BoxedStream for Result<T, E> {}
