//! Splits the value of a function into its success and its error, also where its type is an alias of `Result`.
//!
//! ```text
//! ResultProbe(&value).success()     // Result<T, E>: Some(&T) or None; any other T: Some(&T)
//! ResultProbe(&value).failure()     // Result<T, E>: Some(&E) or None; any other T: None
//! ```

use crate::error::ErrorType;
use futures_core::Stream;
use std::convert::Infallible;

/// Probes a value: inherent methods are for a `Result`, [`PlainValue`] is for any other type. See the module `macro_support`.
#[derive(Debug)]
pub struct ResultProbe<'a, T: ?Sized>(pub &'a T);

impl<'a, T, E> ResultProbe<'a, Result<T, E>> {
    /// The success, if it is one.
    pub fn success(&self) -> Option<&'a T> {
        self.0.as_ref().ok()
    }

    /// The error, if it is one.
    pub fn failure(&self) -> Option<&'a E> {
        self.0.as_ref().err()
    }
}

/// Chosen where the value is no `Result`, and so a success.
pub trait PlainValue<'a> {
    /// The type itself.
    type Success: ?Sized;
    /// The value.
    fn success(&self) -> Option<&'a Self::Success>;
    /// There is none.
    fn failure(&self) -> Option<&'a Infallible>;
}

impl<'a, T: ?Sized> PlainValue<'a> for ResultProbe<'a, T> {
    type Success = T;
    fn success(&self) -> Option<&'a T> {
        Some(self.0)
    }
    fn failure(&self) -> Option<&'a Infallible> {
        None
    }
}

/// A `Result`, whose error the key `error` can classify.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `Result`, so it has no error that `error = …` could classify",
    label = "the function returns no `Result`",
    note = "leave `error` out; for a failure that only the body knows, take `handle = call` and say `call.failed(…)`"
)]
pub trait HasError {
    /// The type of the error.
    type Error;
    /// The error, if it failed.
    fn error(&self) -> Option<&Self::Error>;
}

impl<T, E> HasError for Result<T, E> {
    type Error = E;
    fn error(&self) -> Option<&E> {
        self.as_ref().err()
    }
}

/// What a function returns, whose error the key `error` can classify: a `Result`, or what runs on and yields one.
///
/// `Marker` keeps these apart; it is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `Result`, so it has no error that `error = …` could classify",
    label = "the function returns no `Result`",
    note = "leave `error` out; for a failure that only the body knows, take `handle = call` and say `call.failed(…)`"
)]
pub trait HasErrorAtStart<Marker> {
    /// The type of the error.
    type Error;
    /// The error, if it failed before anything could run on.
    fn error_at_start(&self) -> Option<&Self::Error>;
}

/// Marks a `Result`.
#[derive(Debug)]
pub struct InResult;

impl<T, E> HasErrorAtStart<InResult> for Result<T, E> {
    type Error = E;
    fn error_at_start(&self) -> Option<&E> {
        self.error()
    }
}

macro_rules! runs_on {
    ($($doc:literal $marker:ident $trait:ident $yielded:ident)*) => {$(
        #[doc = $doc]
        #[derive(Debug)]
        pub struct $marker;

        #[diagnostic::do_not_recommend]
        impl<D: $trait<$yielded: HasError>> HasErrorAtStart<$marker> for D {
            type Error = <D::$yielded as HasError>::Error;
            fn error_at_start(&self) -> Option<&Self::Error> {
                None
            }
        }
    )*};
}
runs_on! {
    "Marks a future." InFuture Future Output
    "Marks a stream." InStream Stream Item
}

/// Classifies the error that a function returned at once by the value of the key `error`.
pub fn failed_at_start_by<Marker, R: HasErrorAtStart<Marker>>(
    value: &R,
    error: impl FnOnce(&R::Error) -> ErrorType,
) -> Option<ErrorType> {
    value.error_at_start().map(error)
}

/// Classifies the error of a `Result` by the value of the key `error`.
pub fn failed_by<R: HasError>(value: &R, error: impl FnOnce(&R::Error) -> ErrorType) -> Option<ErrorType> {
    value.error().map(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Aliased<T> = Result<T, &'static str>;

    #[test]
    fn a_result_is_split_through_an_alias() {
        assert_eq!(ResultProbe(&Aliased::Ok(7)).success(), Some(&7));
        assert_eq!(ResultProbe(&Aliased::Ok(7)).failure(), None);
        assert_eq!(ResultProbe(&Aliased::<u8>::Err("no")).success(), None);
        assert_eq!(ResultProbe(&Aliased::<u8>::Err("no")).failure(), Some(&"no"));
    }

    #[test]
    fn any_other_value_is_a_success() {
        assert_eq!(ResultProbe(&7).success(), Some(&7));
        assert_eq!(ResultProbe("str").success(), Some("str"));
        assert_eq!(ResultProbe(&None::<u8>).success(), Some(&None));
        assert_eq!(ResultProbe(&None::<u8>).failure(), None);
        assert_eq!(ResultProbe("str").failure(), None);
    }
}
