//! Defines the trait by which an error names its error type.

use super::ErrorType;
use std::{convert::Infallible, rc::Rc, sync::Arc};

/// An error that knows its [`ErrorType`].
///
/// Implement it for your own error type. An error without it is searched: its chain of `source()`s is walked for
/// a known error (a type that you registered with
/// [`Config::classify_error`](crate::Config::classify_error), an `std::io::Error`, an [`ErrorType`] itself); failing that it
/// is [`ErrorType::Other`]. `#[…(error = |error| …)]` on a function wins over both.
///
/// `Via` is a marker with which a third crate can implement the trait for an error of a client crate; leave it out.
///
/// ```
/// use agent_metrics::{ClassifyError, ErrorType};
///
/// enum LlmError { Status(u16), Refused }
///
/// impl ClassifyError for LlmError {
///     fn error_type(&self) -> ErrorType {
///         match self {
///             Self::Status(status) => ErrorType::from_http_status(*status).unwrap_or(ErrorType::Other),
///             Self::Refused => ErrorType::ContentFilter,
///         }
///     }
/// }
///
/// assert_eq!(LlmError::Status(529).error_type(), ErrorType::Overloaded);
/// ```
pub trait ClassifyError<Via = ()> {
    /// The error type that this error counts as.
    fn error_type(&self) -> ErrorType;
}

impl ClassifyError for ErrorType {
    fn error_type(&self) -> ErrorType {
        *self
    }
}

/// An error without a value says nothing of what happened.
impl ClassifyError for () {
    fn error_type(&self) -> ErrorType {
        ErrorType::Other
    }
}

impl ClassifyError for Infallible {
    fn error_type(&self) -> ErrorType {
        match *self {}
    }
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<Via, E: ClassifyError<Via> + ?Sized> ClassifyError<Via> for $pointer {
            fn error_type(&self) -> ErrorType {
                (**self).error_type()
            }
        }
    )*};
}
pointers!(&E Box<E> Rc<E> Arc<E>);
