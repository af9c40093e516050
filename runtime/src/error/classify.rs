//! Which error type an error is.

use super::{ErrorType, registered};
use std::{convert::Infallible, error::Error, io, rc::Rc, sync::Arc};

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
    if let Some(error_type) = held::<ErrorType>(error) {
        return Some(*error_type);
    }
    if let Some(shared) = shared(error) {
        return Some(classify_chain(shared)).filter(|known| *known != ErrorType::Other);
    }
    let error = held::<io::Error>(error)?;
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

/// The error itself, or in a pointer: that is an [`Error`] too, but its `source()` is the one after the error that it holds.
pub(super) fn held<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let boxed = || error.downcast_ref::<Box<E>>().map(|error| &**error);
    let shared = || error.downcast_ref::<Arc<E>>().map(|error| &**error);
    error.downcast_ref::<E>().or_else(boxed).or_else(shared)
}

/// What an `Arc` of any error holds.
fn shared<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let sent =
        error.downcast_ref::<Arc<dyn Error + Send + Sync>>().map(|error| -> &'a (dyn Error + 'static) { &**error });
    sent.or_else(|| error.downcast_ref::<Arc<dyn Error>>().map(|error| &**error))
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
    fn pointers_are_looked_into() {
        let late = || io::Error::from(io::ErrorKind::TimedOut);
        assert_eq!(classify_chain(&Box::new(late())), ErrorType::Timeout);
        assert_eq!(classify_chain(&Arc::new(late())), ErrorType::Timeout);
        assert_eq!(classify_chain(&Wrapper(Arc::new(ErrorType::Auth))), ErrorType::Auth);
        let shared: Arc<dyn Error> = Arc::new(Wrapper(late()));
        assert_eq!(classify_chain(&shared), ErrorType::Timeout);
        let sent: Arc<dyn Error + Send + Sync> = Arc::new(late());
        assert_eq!(classify_chain(&Wrapper(sent)), ErrorType::Timeout);
        assert_eq!(classify_chain(&Arc::new(std::fmt::Error)), ErrorType::Other);
        assert_eq!(Rc::new(Arc::new(ErrorType::NotFound)).error_type(), ErrorType::NotFound);
    }

    #[test]
    fn a_message_decides_nothing() {
        assert_eq!(classify_chain(&Wrapper(std::fmt::Error)), ErrorType::Other);
    }
}
