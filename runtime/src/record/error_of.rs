//! Asks an error, of whatever kind, of which type it is: what `#[derive(ClassifyError)]` does for a transparent variant.

use crate::{ClassifyError, ErrorType, error::classify_chain};
use std::error::Error;

/// Asks an error of which type it is: `(&&&&&ErrorOf(error)).error_type()`, by the same tiers.
#[derive(Debug)]
pub struct ErrorOf<'a, E: ?Sized>(pub &'a E);

/// The error says it itself.
pub trait TypeByClassify<Via> {
    /// Its type.
    fn error_type(&self) -> ErrorType;
}

impl<Via, E: ClassifyError<Via> + ?Sized> TypeByClassify<Via> for &&&&ErrorOf<'_, E> {
    fn error_type(&self) -> ErrorType {
        self.0.error_type()
    }
}

/// The error is an [`Error`]: its chain is walked.
pub trait TypeBySource {
    /// Its type.
    fn error_type(&self) -> ErrorType;
}

impl<E: Error + 'static> TypeBySource for &&&ErrorOf<'_, E> {
    fn error_type(&self) -> ErrorType {
        classify_chain(self.0)
    }
}

/// The error holds one, as `Box<dyn Error>` does.
pub trait TypeByReference {
    /// Its type.
    fn error_type(&self) -> ErrorType;
}

impl<E: AsRef<dyn Error + 'static>> TypeByReference for &&ErrorOf<'_, E> {
    fn error_type(&self) -> ErrorType {
        classify_chain(self.0.as_ref())
    }
}

/// The same with `Send` and `Sync`, as `Box<dyn Error + Send + Sync>` does.
pub trait TypeBySendReference {
    /// Its type.
    fn error_type(&self) -> ErrorType;
}

impl<E: AsRef<dyn Error + Send + Sync + 'static>> TypeBySendReference for &ErrorOf<'_, E> {
    fn error_type(&self) -> ErrorType {
        classify_chain(self.0.as_ref())
    }
}

/// Nothing is known of it.
pub trait TypeUnknown {
    /// `other`.
    fn error_type(&self) -> ErrorType;
}

impl<E: ?Sized> TypeUnknown for ErrorOf<'_, E> {
    fn error_type(&self) -> ErrorType {
        ErrorType::Other
    }
}
