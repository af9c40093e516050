//! Defines the trait by which an error names its error type.

use super::{ErrorType, classify_error};
use std::{convert::Infallible, error::Error, io, rc::Rc, sync::Arc};

/// An error that knows its [`ErrorType`].
///
/// Derive or implement it for your own error type. The attributes take an error without it, too, and search it: its chain of
/// `source()`s is walked for a known error (a type that you registered with
/// [`Config::classify_error`](crate::Config::classify_error), an [`io::Error`], an [`ErrorType`] itself), then for a text that
/// states an HTTP status; failing that it is [`ErrorType::Other`]. [`ErrorType::from_error`] is this search, for an implementation
/// that falls back to it. `#[…(error = |error| …)]` on a function wins over both. The errors of an LLM client are classified
/// by the crate of that client: see [`client`](crate::client).
///
/// An `io::Error` and a `dyn Error` implement it by that search, so that a `Result<_, io::Error>` and a
/// `Result<_, Box<dyn Error + Send + Sync>>` of a response are responses themselves.
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which error type it counts as",
    label = "this error has no error type",
    note = "derive it, with `#[error_type(…)]` on each variant: `#[derive(agent_metrics::ClassifyError)]`,",
    note = "or implement `agent_metrics::ClassifyError` for it,",
    note = "or add the crate that knows the client whose error it is,",
    note = "or pass it on as a `Box<dyn Error>`, whose sources are searched, or as an `agent_metrics::ErrorType`"
)]
pub trait ClassifyError {
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

/// It and its sources are searched for a known error.
impl ClassifyError for io::Error {
    fn error_type(&self) -> ErrorType {
        classify_error(self)
    }
}

macro_rules! trait_objects {
    ($($object:ty),*) => {$(
        /// It and its sources are searched for a known error.
        impl ClassifyError for $object {
            fn error_type(&self) -> ErrorType {
                classify_error(self)
            }
        }
    )*};
}
trait_objects!(dyn Error, dyn Error + Send, dyn Error + Send + Sync);

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<E: ClassifyError + ?Sized> ClassifyError for $pointer {
            fn error_type(&self) -> ErrorType {
                (**self).error_type()
            }
        }
    )*};
}
pointers!(&E Box<E> Rc<E> Arc<E>);
