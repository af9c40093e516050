//! Lets a preset call a method `finish_reason` that not every type with the preset's fields has.
//!
//! ```text
//! use UnknownFinishReason as _;
//! response.finish_reason()    // the type's own method, which goes before a trait's; any other type: None
//! ```

use std::convert::Infallible;

/// Chosen where the type has no such method.
pub trait UnknownFinishReason {
    /// Always `None`.
    fn finish_reason(&self) -> Option<Infallible> {
        None
    }
}

impl<T: ?Sized> UnknownFinishReason for T {}
