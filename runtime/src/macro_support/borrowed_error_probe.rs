//! Classifies an error that may hold a borrow.
//!
//! An error is recognised by downcasting it, which needs a `'static` type. An error that borrows is not `'static`, so it is
//! classified by its [`ClassifyError`], else by its chain of sources, which are `'static` always.
//!
//! ```text
//! (&&BorrowedErrorProbe(ResultProbe(&value).failure())).failed()
//! ```
//!
//! How the probes are chosen is explained in [`macro_support`](super); [`error_probe`](super::error_probe) is for other errors.

use crate::{
    error::{ClassifyError, ErrorType},
    instance::classify_error,
};
use std::error::Error;

/// Probes the error, if there is one.
#[derive(Debug)]
pub struct BorrowedErrorProbe<'a, E: ?Sized>(pub Option<&'a E>);

/// Chosen where the error classifies itself.
pub trait BorrowedByClassify<Via> {
    /// How the call failed; `None` if it did not.
    fn failed(&self) -> Option<ErrorType>;
}

impl<Via, E: ClassifyError<Via> + ?Sized> BorrowedByClassify<Via> for &&BorrowedErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(ClassifyError::error_type)
    }
}

/// Chosen for an [`Error`]: the chain of its sources is walked.
pub trait BorrowedBySource {
    /// How the call failed; `None` if it did not.
    fn failed(&self) -> Option<ErrorType>;
}

impl<E: Error + ?Sized> BorrowedBySource for &BorrowedErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(|error| error.source().map_or(ErrorType::Other, classify_error))
    }
}

/// Chosen for any other type.
pub trait BorrowedUnknown {
    /// How the call failed; `None` if it did not.
    fn failed(&self) -> Option<ErrorType>;
}

impl<E: ?Sized> BorrowedUnknown for BorrowedErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(|_| ErrorType::Other)
    }
}

#[cfg(test)]
#[allow(clippy::needless_borrow)] // as an expansion writes it
mod tests {
    use super::*;
    use std::{fmt, io};

    #[derive(Debug)]
    struct Borrowed<'a>(&'a str, io::Error);
    impl fmt::Display for Borrowed<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }
    impl Error for Borrowed<'_> {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.1)
        }
    }

    struct Classified<'a>(&'a str);
    impl ClassifyError for Classified<'_> {
        fn error_type(&self) -> ErrorType {
            if self.0.is_empty() { ErrorType::Other } else { ErrorType::Auth }
        }
    }

    #[test]
    fn each_tier_is_chosen() {
        let text = String::from("text");
        let borrowed = Borrowed(&text, io::ErrorKind::TimedOut.into());
        assert_eq!((&&BorrowedErrorProbe(Some(&borrowed))).failed(), Some(ErrorType::Timeout));
        assert_eq!((&&BorrowedErrorProbe(Some(&Classified(&text)))).failed(), Some(ErrorType::Auth));
        assert_eq!((&&BorrowedErrorProbe(Some(&text))).failed(), Some(ErrorType::Other));
        assert_eq!((&&BorrowedErrorProbe(None::<&Borrowed<'_>>)).failed(), None);
    }
}
