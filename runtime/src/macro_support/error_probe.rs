//! Classifies an error of any type, by what the type can do.
//!
//! ```text
//! (&&&&&ErrorProbe(ResultProbe(&value).failure())).failed()    // what a function returned; None: it did not fail
//! (&&&&&ErrorProbe(Some(inner))).failed()                      // a transparent variant of `#[derive(ClassifyError)]`
//!
//! &&&&ErrorProbe    E: AnyError                                // it classifies itself, or the crate of a client does
//! &&&ErrorProbe     E: Error + 'static                         // its chain of sources is walked
//! &&ErrorProbe      E: AsRef<dyn Error>                        // the same, of a `Box<dyn Error>`
//! &ErrorProbe       E: AsRef<dyn Error + Send + Sync>          // the same, of a `Box<dyn Error + Send + Sync>`
//! ErrorProbe        E: Display                                 // its text is read: a `String`
//! ErrorProbe        any E, by value                            // `other`
//! ```
//!
//! How the probes are chosen is explained in [`macro_support`](super).

use crate::error::{
    ErrorType, by_text, classify_error,
    client::{AnyError, Sealed},
};
use std::{error::Error, fmt::Display};

/// Probes the error, if there is one.
#[derive(Debug)]
pub struct ErrorProbe<'a, E: ?Sized>(pub Option<&'a E>);

impl<E: ?Sized> Copy for ErrorProbe<'_, E> {}

impl<E: ?Sized> Clone for ErrorProbe<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

/// Chosen where the error classifies itself, or the crate of a client classifies it.
pub trait ErrorByClassify<Marker> {
    /// How the call failed; `None` if it did not.
    fn failed(&self) -> Option<ErrorType>;
}

impl<Marker, E: AnyError<Marker> + ?Sized> ErrorByClassify<Marker> for &&&&ErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(|error| error.classified(Sealed))
    }
}

/// Chosen by what the type of the error can do.
pub trait ErrorByType {
    /// How the call failed; `None` if it did not.
    fn failed(&self) -> Option<ErrorType>;
}

// Chosen for an [`Error`]: its chain of sources is walked.
impl<E: Error + 'static> ErrorByType for &&&ErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(|error| classify_error(error))
    }
}

// Chosen for what holds an [`Error`], as `Box<dyn Error>` does.
impl<E: AsRef<dyn Error + 'static>> ErrorByType for &&ErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(|error| classify_error(error.as_ref()))
    }
}

// Chosen for what holds one that is `Send` and `Sync`, as `Box<dyn Error + Send + Sync>` does.
impl<E: AsRef<dyn Error + Send + Sync + 'static>> ErrorByType for &ErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(|error| classify_error(error.as_ref()))
    }
}

// Chosen for what is shown as a text, such as a `String`.
impl<E: Display + ?Sized> ErrorByType for ErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(|error| by_text(error).unwrap_or(ErrorType::Other))
    }
}

/// Chosen for any other type: a method that takes the probe by value is found last.
pub trait ErrorUnknown {
    /// How the call failed; `None` if it did not.
    fn failed(self) -> Option<ErrorType>;
}

impl<E: ?Sized> ErrorUnknown for ErrorProbe<'_, E> {
    fn failed(self) -> Option<ErrorType> {
        self.0.map(|_| ErrorType::Other)
    }
}

#[cfg(test)]
#[allow(clippy::needless_borrow)] // as an expansion writes it
mod tests {
    use super::*;
    use crate::error::ClassifyError;
    use std::{fmt, io};

    macro_rules! failed {
        ($error:expr) => {
            (&&&&&ErrorProbe($error)).failed()
        };
    }

    struct Classified;
    impl ClassifyError for Classified {
        fn error_type(&self) -> ErrorType {
            ErrorType::Auth
        }
    }

    #[derive(Debug)]
    struct Chained(io::Error);
    impl Display for Chained {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("chained")
        }
    }
    impl Error for Chained {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    fn timed_out() -> Chained {
        Chained(io::ErrorKind::TimedOut.into())
    }

    #[test]
    fn each_tier_is_chosen() {
        assert_eq!(failed!(Some(&Classified)), Some(ErrorType::Auth));
        assert_eq!(failed!(Some(&timed_out())), Some(ErrorType::Timeout));
        assert_eq!(failed!(Some(&Box::<dyn Error>::from(timed_out()))), Some(ErrorType::Timeout));
        assert_eq!(failed!(Some(&Box::<dyn Error + Send + Sync>::from(timed_out()))), Some(ErrorType::Timeout));
        assert_eq!(failed!(Some(&"text")), Some(ErrorType::Other));
        assert_eq!(failed!(Some("text")), Some(ErrorType::Other));
        assert_eq!(failed!(Some("HTTP 401: no key")), Some(ErrorType::Auth));
        assert_eq!(failed!(Some(&String::from("status code: 503"))), Some(ErrorType::Overloaded));
        assert_eq!(failed!(Some(&429_u16)), Some(ErrorType::Other));
        assert_eq!(failed!(Some(&())), Some(ErrorType::Other));
    }

    #[test]
    fn without_an_error_nothing_failed() {
        assert_eq!(failed!(None::<&Classified>), None);
        assert_eq!(failed!(None::<&Chained>), None);
        assert_eq!(failed!(None::<&Box<dyn Error>>), None);
        assert_eq!(failed!(None::<&Box<dyn Error + Send + Sync>>), None);
        assert_eq!(failed!(None::<&str>), None);
    }
}
