//! Finds out, with the feature `registry` off, the type that a function yields in the end, where an alias may hide a boxed
//! future.
//!
//! Look-up takes an inherent method first, then a trait's that takes the value, then one that takes a reference: see
//! [`macro_support`](super).
//!
//! ```text
//! OutputProbe(&value).output()    // Pin<Box<dyn Future<Output = T>>>, Pin<Box<dyn Stream<Item = T>>>, or a Result of
//!                                  // one: &T; any other T: &T
//! ```

use super::exports::never;
use crate::guard::{Rewrap, is_stream::IsStream};
use futures_core::Stream;
use std::{future::Future, pin::Pin};

/// Probes the value of a function.
#[derive(Debug)]
pub struct OutputProbe<'a, T: ?Sized>(pub &'a T);

impl<'a, F: Future + ?Sized> OutputProbe<'a, Pin<Box<F>>> {
    /// The output of the future.
    pub fn output(self) -> &'a F::Output {
        never()
    }
}

impl<'a, F: Future + ?Sized, E> OutputProbe<'a, Result<Pin<Box<F>>, E>> {
    /// The output of the future.
    pub fn output(self) -> &'a F::Output {
        never()
    }
}

/// The value is a boxed stream, or a `Result` of one.
pub trait StreamOutput<'a> {
    /// The item of the stream.
    type Item;
    /// An item.
    fn output(self) -> &'a Self::Item;
}

impl<'a, S: Stream<Item: 'a> + ?Sized> StreamOutput<'a> for OutputProbe<'a, Pin<Box<S>>> {
    type Item = S::Item;
    fn output(self) -> &'a S::Item {
        never()
    }
}

impl<'a, S: Stream<Item: 'a> + ?Sized, E> StreamOutput<'a> for OutputProbe<'a, Result<Pin<Box<S>>, E>> {
    type Item = S::Item;
    fn output(self) -> &'a S::Item {
        never()
    }
}

/// The value is of any other type.
pub trait PlainOutput<'a> {
    /// The type itself.
    type Output: ?Sized;
    /// The value.
    fn output(&self) -> &'a Self::Output;
}

impl<'a, T: ?Sized> PlainOutput<'a> for OutputProbe<'a, T> {
    type Output = T;
    fn output(&self) -> &'a T {
        self.0
    }
}

/// An item of the stream that a function returns, which must be one that can be metered and stay of its type.
pub fn rewrapped_item<'a, Marker, S: IsStream<Item: 'a> + Rewrap<Marker>>(_: Option<&S>) -> &'a <S as IsStream>::Item {
    never()
}
