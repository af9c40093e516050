//! Which error type an error is.

use super::{ErrorType, registered};
use std::{convert::Infallible, error::Error, io};

/// An error that knows its [`ErrorType`].
///
/// Implement it for your own error type. An error without it is searched: its chain of `source()`s is walked for
/// something that is known (a type that you registered with
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

/// Nothing is known of it.
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

impl<Via, E: ClassifyError<Via> + ?Sized> ClassifyError<Via> for &E {
    fn error_type(&self) -> ErrorType {
        (**self).error_type()
    }
}

impl<Via, E: ClassifyError<Via> + ?Sized> ClassifyError<Via> for Box<E> {
    fn error_type(&self) -> ErrorType {
        (**self).error_type()
    }
}

impl Error for ErrorType {}

/// Walks an error and its sources for one whose type is known.
pub(crate) fn classify_chain(error: &(dyn Error + 'static)) -> ErrorType {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error_type) = classify_known(error) {
            return error_type;
        }
        next = error.source();
    }
    ErrorType::Other
}

fn classify_known(error: &(dyn Error + 'static)) -> Option<ErrorType> {
    if let Some(error_type) = registered::classify(error) {
        return Some(error_type);
    }
    if let Some(error_type) = error.downcast_ref::<ErrorType>() {
        return Some(*error_type);
    }
    let error = error.downcast_ref::<io::Error>()?;
    match error.kind() {
        io::ErrorKind::TimedOut => Some(ErrorType::Timeout),
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::NotConnected
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::UnexpectedEof => Some(ErrorType::Connection),
        // An `io::Error` may hold the error that knows more; it is not its `source()`.
        _ => error.get_ref().map(|inner| classify_chain(inner)).filter(|known| *known != ErrorType::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Wrapper<E>(E);
    impl<E: std::fmt::Debug> std::fmt::Display for Wrapper<E> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("Failed to generate: rate 429")
        }
    }
    impl<E: Error + 'static> Error for Wrapper<E> {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn the_chain_is_walked() {
        let error = Wrapper(Wrapper(io::Error::from(io::ErrorKind::TimedOut)));
        assert_eq!(classify_chain(&error), ErrorType::Timeout);
        assert_eq!(classify_chain(&Wrapper(ErrorType::ContentFilter)), ErrorType::ContentFilter);
        let inside = io::Error::other(Wrapper(io::Error::from(io::ErrorKind::ConnectionReset)));
        assert_eq!(classify_chain(&inside), ErrorType::Connection);
    }

    #[test]
    fn a_message_decides_nothing() {
        assert_eq!(classify_chain(&Wrapper(std::fmt::Error)), ErrorType::Other);
    }
}
