//! Finds out, with the feature off, the type that a function yields in the end: an alias may hide a boxed future.
//!
//! Look-up takes an inherent method first, then a trait's that takes the value, then one that takes a reference: see
//! [`macro_support`](super).
//!
//! ```text
//! OutputProbe(&value).output()    // Pin<Box<dyn Future<Output = T>>>, or a Result of one: &T; a stream: &UnknownItem;
//!                                  // any other T: &T
//! ```

use super::exports::never;
use crate::usage::{LlmResponse, TokenUsage};
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

/// The value may be a stream. With the feature off the crate has no dependency that defines `Stream`, so its item is unknown.
pub trait StreamOutput<'a> {
    /// An item.
    fn output(self) -> &'a UnknownItem;
}

impl<'a, P> StreamOutput<'a> for OutputProbe<'a, Pin<P>> {
    fn output(self) -> &'a UnknownItem {
        &UnknownItem
    }
}

impl<'a, P, E> StreamOutput<'a> for OutputProbe<'a, Result<Pin<P>, E>> {
    fn output(self) -> &'a UnknownItem {
        &UnknownItem
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

/// An item of an unknown type; it passes every check.
#[derive(Debug)]
pub struct UnknownItem;

#[diagnostic::do_not_recommend]
impl LlmResponse for UnknownItem {
    fn usage(&self) -> Option<TokenUsage> {
        None
    }
}
