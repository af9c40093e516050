//! Classifies an error that may hold a borrow.
//!
//! An error is recognised by downcasting it, which needs a `'static` type. An error that borrows is not `'static`, so it is
//! classified by its `ClassifyError`, else by its chain of sources, which are `'static` always.
//!
//! ```text
//! (&&&&BorrowedErrorProbe(ResultProbe(&value).failure())).failed()
//!
//! &&&BorrowedErrorProbe    E: BorrowedObject    // a `Box<dyn Error + 'a>`: its chain of sources is walked
//! &&BorrowedErrorProbe     E: AnyError          // it classifies itself, or the crate of a client does
//! &BorrowedErrorProbe      E: Error             // its chain of sources is walked
//! BorrowedErrorProbe       E: Display           // its text is read: a `&str`
//! BorrowedErrorProbe       any E, by value      // `other`
//! ```
//!
//! A `dyn Error + 'a` comes first: the compiler ignores lifetimes where it chooses, and would take the `ClassifyError` of
//! `dyn Error + 'static` for it.
//!
//! How the probes are chosen is explained in [`macro_support`](super); [`error_probe`](super::error_probe) is for other errors.

use super::error_probe::{ErrorByClassify, ErrorByType, ErrorUnknown};
use crate::error::{
    ErrorType, by_text, classify_borrowed_error,
    client::{AnyError, Sealed},
};
use std::{error::Error, fmt::Display, rc::Rc, sync::Arc};

/// Probes the error, if there is one.
#[derive(Debug)]
pub struct BorrowedErrorProbe<'a, E: ?Sized>(pub Option<&'a E>);

impl<E: ?Sized> Copy for BorrowedErrorProbe<'_, E> {}

impl<E: ?Sized> Clone for BorrowedErrorProbe<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

/// An error of an unknown type, or a pointer to one, for any lifetime.
pub trait BorrowedObject {
    /// The error itself.
    fn as_error(&self) -> &(dyn Error + '_);
}

macro_rules! trait_objects {
    ($($object:ty),*) => {$(
        impl<'e> BorrowedObject for $object {
            fn as_error(&self) -> &(dyn Error + '_) {
                self
            }
        }
    )*};
}
trait_objects!(dyn Error + 'e, dyn Error + Send + 'e, dyn Error + Send + Sync + 'e);

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<E: BorrowedObject + ?Sized> BorrowedObject for $pointer {
            fn as_error(&self) -> &(dyn Error + '_) {
                (**self).as_error()
            }
        }
    )*};
}
pointers!(&E Box<E> Rc<E> Arc<E>);

// Chosen for a trait object: the chain of its sources is walked.
impl<E: BorrowedObject + ?Sized> ErrorByType for &&&BorrowedErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(|error| classify_borrowed_error(error.as_error()))
    }
}

// Chosen where the error classifies itself, or the crate of a client classifies it.
impl<Marker, E: AnyError<Marker> + ?Sized> ErrorByClassify<Marker> for &&BorrowedErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(|error| error.classified(Sealed))
    }
}

// Chosen for an [`Error`]: the chain of its sources is walked.
impl<E: Error + ?Sized> ErrorByType for &BorrowedErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(classify_borrowed_error)
    }
}

// Chosen for what is shown as a text, such as a `&str`.
impl<E: Display + ?Sized> ErrorByType for BorrowedErrorProbe<'_, E> {
    fn failed(&self) -> Option<ErrorType> {
        self.0.map(|error| by_text(error).unwrap_or(ErrorType::Other))
    }
}

// Chosen for any other type: a method that takes the probe by value is found last.
impl<E: ?Sized> ErrorUnknown for BorrowedErrorProbe<'_, E> {
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
            (&&&&BorrowedErrorProbe($error)).failed()
        };
    }

    #[derive(Debug)]
    struct Borrowed<'a>(&'a str, io::Error);
    impl Display for Borrowed<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }
    impl Error for Borrowed<'_> {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.1)
        }
    }

    struct Shown<'a>(&'a str);
    impl Display for Shown<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    #[allow(dead_code)] // only its type matters
    struct Unknown<'a>(&'a str);

    struct Classified<'a>(&'a str);
    impl ClassifyError for Classified<'_> {
        fn error_type(&self) -> ErrorType {
            if self.0.is_empty() { ErrorType::Other } else { ErrorType::Auth }
        }
    }

    #[derive(Debug)]
    struct ClassifiedChain<'a>(Borrowed<'a>);
    impl Display for ClassifiedChain<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(f)
        }
    }
    impl Error for ClassifiedChain<'_> {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.0.source()
        }
    }
    impl ClassifyError for ClassifiedChain<'_> {
        fn error_type(&self) -> ErrorType {
            ErrorType::Auth
        }
    }

    #[test]
    fn each_tier_is_chosen() {
        let text = String::from("text");
        let borrowed = Borrowed(&text, io::ErrorKind::TimedOut.into());
        assert_eq!(failed!(Some(&borrowed)), Some(ErrorType::Timeout));
        assert_eq!(failed!(Some(&Classified(&text))), Some(ErrorType::Auth));
        assert_eq!(failed!(Some(&text)), Some(ErrorType::Other));
        assert_eq!(failed!(Some(&Shown("HTTP 503"))), Some(ErrorType::Overloaded));
        assert_eq!(failed!(Some(&Unknown(&text))), Some(ErrorType::Other));
        assert_eq!(failed!(None::<&Borrowed<'_>>), None);
    }

    #[test]
    fn an_error_that_classifies_itself_does_so_though_it_has_a_source() {
        let text = String::from("text");
        assert_eq!(
            failed!(Some(&ClassifiedChain(Borrowed(&text, io::ErrorKind::TimedOut.into())))),
            Some(ErrorType::Auth)
        );
    }

    #[test]
    fn a_trait_object_may_borrow() {
        let text = String::from("text");
        let borrowed = || Borrowed(&text, io::ErrorKind::TimedOut.into());
        let boxed: Box<dyn Error + '_> = Box::new(borrowed());
        assert_eq!(failed!(Some(&boxed)), Some(ErrorType::Timeout));
        let sent: Arc<dyn Error + Send + Sync + '_> = Arc::new(borrowed());
        assert_eq!(failed!(Some(&sent)), Some(ErrorType::Timeout));
        let reference: &dyn Error = &borrowed();
        assert_eq!(failed!(Some(&reference)), Some(ErrorType::Timeout));
    }
}
