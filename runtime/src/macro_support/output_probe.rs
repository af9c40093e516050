//! Names, with the feature `registry` off, the type that a function reports in the end.
//!
//! ```text
//! (&&&&ReturnedProbe(&value)).kind().reported(&value)
//!
//! // Deferred:       Pin<Box<dyn Future<Output = T>>>, Pin<Box<dyn Stream<Item = T>>>, or a Result of one: &T
//! // Unsupported:    does not compile
//! // Immediate:      any other T: &T
//!
//! ReturnedProbe(&value).output()    // the same for an LLM call, where only a Deferred is searched for
//! ```
//!
//! Look-up takes a method that takes the value before one that takes a reference: see [`macro_support`](super).

use super::{
    deferred_kind::{AsyncOutputProbe, Deferred, Immediate, NotDeferred, ReturnedProbe, Unsupported},
    exports::never,
};
use crate::guard::{
    Rewrap,
    boxed_deferred::{BoxedDeferred, BoxedStream},
    is_stream::IsStream,
};

impl Immediate {
    /// The value.
    #[must_use]
    pub fn reported<T: ?Sized>(self, value: &T) -> &T {
        value
    }
}

impl Deferred {
    /// The output of the future, or an item of the stream.
    #[must_use]
    pub fn reported<T: BoxedDeferred>(self, _value: &T) -> &T::Reported {
        never()
    }
}

impl Unsupported {
    /// Does not compile: no type has the bound.
    #[must_use]
    pub fn reported<T: NotDeferred + ?Sized>(self, value: &T) -> &T {
        value
    }
}

/// Chosen for a boxed future or stream, and for a `Result` of one.
pub trait DeferredOutput<'a> {
    /// The output of the future, or the item of the stream.
    type Output;
    /// One of these.
    fn output(self) -> &'a Self::Output;
}

impl<'a, T: BoxedDeferred> DeferredOutput<'a> for ReturnedProbe<'a, T> {
    type Output = T::Reported;
    fn output(self) -> &'a T::Reported {
        never()
    }
}

impl<'a, T: BoxedStream + BoxedDeferred> DeferredOutput<'a> for AsyncOutputProbe<'a, T> {
    type Output = T::Reported;
    fn output(self) -> &'a T::Reported {
        never()
    }
}

/// Chosen for any other value.
pub trait PlainOutput<'a> {
    /// The type itself.
    type Output: ?Sized;
    /// The value.
    fn output(&self) -> &'a Self::Output;
}

impl<'a, T: ?Sized> PlainOutput<'a> for ReturnedProbe<'a, T> {
    type Output = T;
    fn output(&self) -> &'a T {
        self.0
    }
}

impl<'a, T: ?Sized> PlainOutput<'a> for AsyncOutputProbe<'a, T> {
    type Output = T;
    fn output(&self) -> &'a T {
        self.0
    }
}

/// An item of the stream.
pub fn item_of<'a, S: IsStream<Item: 'a>>(_: Option<&S>) -> &'a S::Item {
    never()
}

/// Compiles if the stream can be metered and stay of its type.
pub fn assert_rewrapped<Marker, S: Rewrap<Marker>>(_: Option<&S>) {}
