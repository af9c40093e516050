//! Checks that an `impl Stream` is not a part of another type, in a type that stands for what the function returns.

use futures_core::Stream;
use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

/// Stands for an `impl Stream` with these items: it is never made.
#[derive(Debug)]
pub struct OpaqueStream<T>(PhantomData<fn() -> T>);

impl<T> Stream for OpaqueStream<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(None)
    }
}

/// Implemented by [`OpaqueStream`] alone.
#[diagnostic::on_unimplemented(
    message = "a stream of the type `{Self}` can't be metered and stay of that type",
    label = "what meters the `impl Stream` in it is another stream around it, which has another type",
    note = "return `impl Stream<…>` or `Pin<Box<dyn Stream<…>>>`, alone or in a `Result`"
)]
pub trait Outermost {}

impl<T> Outermost for OpaqueStream<T> {}

/// Compiles if the success is the opaque stream itself.
pub fn assert_outermost<S: Outermost>(_: Option<&S>) {}
