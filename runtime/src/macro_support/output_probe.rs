//! Names, with the feature `registry` off, the type that a function reports in the end.
//!
//! ```text
//! (&&&&ReturnedProbe(&value)).kind().reported(&value)
//!
//! // Deferred:       Pin<Box<dyn Future<Output = T>>>, Pin<Box<dyn Stream<Item = T>>>, or a Result of one: &T
//! // Unsupported:    does not compile
//! // Immediate:      any other T: &T
//! ```

use super::{
    deferred_kind::{Deferred, Immediate, NotDeferred, Unsupported},
    exports::never,
};
use crate::guard::{Rewrap, boxed_deferred::BoxedDeferred, is_stream::IsStream};

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

/// Compiles for what its name says to be a boxed future or stream.
pub fn assert_boxed<T: BoxedDeferred>(_: &T) {}

/// An item of the stream.
pub fn item_of<'a, S: IsStream<Item: 'a>>(_: Option<&S>) -> &'a S::Item {
    never()
}

/// Compiles if the stream can be metered and stay of its type.
pub fn assert_rewrapped<Marker, S: Rewrap<Marker>>(_: Option<&S>) {}
