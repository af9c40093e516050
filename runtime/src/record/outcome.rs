//! Finds out what a function returned, whatever its type is called.
//!
//! The expansion can't know whether `Outcome` is an alias of `Result`, but the compiler does: the probes below are
//! chosen by method look-up, which takes the first type in the chain of references that has the method. The most
//! special one has the most references.
//!
//! ```text
//! SplitValue(&value).success()             // Result<T, E>: Some(&T) or None; any other T: Some(&T)
//! (&&&&&&ErrorProbe(&value)).failed()      // Some(error type) for an `Err`, by the first of the tiers that fits
//! ```

use crate::{ClassifyError, ErrorType, error::classify_chain};
use std::error::Error;

/// Splits a `Result`, seen through any alias, from any other value.
///
/// The method of the `Result` is its own, the other one a trait's: look-up prefers the former.
#[derive(Debug)]
pub struct SplitValue<'a, T: ?Sized>(pub &'a T);

impl<'a, T, E> SplitValue<'a, Result<T, E>> {
    /// The success, if it is one.
    pub fn success(&self) -> Option<&'a T> {
        self.0.as_ref().ok()
    }
}

/// The value is no `Result`: a success.
pub trait PlainValue<'a> {
    /// The type itself.
    type Success: ?Sized;
    /// The value.
    fn success(&self) -> Option<&'a Self::Success>;
}

impl<'a, T: ?Sized> PlainValue<'a> for SplitValue<'a, T> {
    type Success = T;
    fn success(&self) -> Option<&'a T> {
        Some(self.0)
    }
}

/// Asks a value how it failed.
#[derive(Debug)]
pub struct ErrorProbe<'a, T: ?Sized>(pub &'a T);

/// The error says it itself.
pub trait ErrorByClassify<Via> {
    /// How it failed; `None` if it did not.
    fn failed(&self) -> Option<ErrorType>;
}

impl<Via, T, E: ClassifyError<Via>> ErrorByClassify<Via> for &&&&&ErrorProbe<'_, Result<T, E>> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.as_ref().err().map(ClassifyError::error_type)
    }
}

/// The error is an [`Error`]: its chain is walked.
pub trait ErrorBySource {
    /// How it failed; `None` if it did not.
    fn failed(&self) -> Option<ErrorType>;
}

impl<T, E: Error + 'static> ErrorBySource for &&&&ErrorProbe<'_, Result<T, E>> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.as_ref().err().map(|error| classify_chain(error))
    }
}

/// The error holds one, as `Box<dyn Error>` does.
pub trait ErrorByReference {
    /// How it failed; `None` if it did not.
    fn failed(&self) -> Option<ErrorType>;
}

impl<T, E: AsRef<dyn Error + 'static>> ErrorByReference for &&&ErrorProbe<'_, Result<T, E>> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.as_ref().err().map(|error| classify_chain(error.as_ref()))
    }
}

/// The same with `Send` and `Sync`, as `Box<dyn Error + Send + Sync>` does.
pub trait ErrorBySendReference {
    /// How it failed; `None` if it did not.
    fn failed(&self) -> Option<ErrorType>;
}

impl<T, E: AsRef<dyn Error + Send + Sync + 'static>> ErrorBySendReference for &&ErrorProbe<'_, Result<T, E>> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.as_ref().err().map(|error| classify_chain(error.as_ref()))
    }
}

/// Nothing is known of the error: a `String`, a `()`.
pub trait ErrorUnknown {
    /// How it failed; `None` if it did not.
    fn failed(&self) -> Option<ErrorType>;
}

impl<T, E> ErrorUnknown for &ErrorProbe<'_, Result<T, E>> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.as_ref().err().map(|_| ErrorType::Other)
    }
}

/// The value is no `Result`: it has not failed.
pub trait NoError {
    /// Always `None`.
    fn failed(&self) -> Option<ErrorType>;
}

impl<T: ?Sized> NoError for ErrorProbe<'_, T> {
    fn failed(&self) -> Option<ErrorType> {
        None
    }
}

/// What the key `error` can be given for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `Result`, so it has no error that `error = …` could classify",
    label = "the function returns no `Result`",
    note = "leave `error` out; for a failure that only the body knows, take `handle = call` and say `call.failed(…)`"
)]
pub trait HasError {
    /// Of which type.
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

/// What the key `error` says of a `Result`.
pub fn failed_by<R: HasError>(value: &R, error: impl FnOnce(&R::Error) -> ErrorType) -> Option<ErrorType> {
    value.error().map(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fmt, io};

    macro_rules! failed {
        ($value:expr) => {
            (&&&&&&ErrorProbe(&$value)).failed()
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
    impl fmt::Display for Chained {
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

    type Aliased<T> = Result<T, Classified>;

    #[test]
    fn each_tier_is_chosen() {
        assert_eq!(failed!(Aliased::<()>::Err(Classified)), Some(ErrorType::Auth));
        assert_eq!(failed!(Err::<(), _>(timed_out())), Some(ErrorType::Timeout));
        assert_eq!(failed!(Err::<(), Box<dyn Error>>(timed_out().into())), Some(ErrorType::Timeout));
        assert_eq!(failed!(Err::<(), Box<dyn Error + Send + Sync>>(timed_out().into())), Some(ErrorType::Timeout));
        assert_eq!(failed!(Err::<(), _>("text")), Some(ErrorType::Other));
        assert_eq!(failed!(Err::<(), _>(())), Some(ErrorType::Other));
        assert_eq!(failed!(Aliased::Ok(1)), None);
        assert_eq!(failed!(1), None);
        assert_eq!(failed!(*"str"), None);
        assert_eq!(failed!(None::<u8>), None);
    }

    #[test]
    fn the_success_is_found_through_an_alias() {
        assert_eq!(SplitValue(&Aliased::Ok(7)).success(), Some(&7));
        assert_eq!(SplitValue(&Aliased::<u8>::Err(Classified)).success(), None);
        assert_eq!(SplitValue(&7).success(), Some(&7));
    }
}
