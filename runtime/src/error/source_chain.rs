//! Classifies an error by walking it and its sources.

use super::{
    ErrorType,
    classifier::{Classifier, classify},
    smart_pointers::{deref_arc, downcast_through_pointer},
};
#[cfg(feature = "registry")]
use once_cell::sync::OnceCell;
use std::{
    error::Error,
    fmt::{self, Display, Write},
    io, iter,
    panic::{AssertUnwindSafe, catch_unwind},
};

impl Error for ErrorType {}

impl ErrorType {
    /// The error type of an error that does not classify itself, found in it and its chain of `source()`s as the attributes
    /// do; [`ErrorType::Other`] if nothing in it is known.
    ///
    /// Types come first, from the error to the last of its sources: one that was registered with
    /// [`Config::classify_error`](crate::Config::classify_error), an `ErrorType`, an [`io::Error`] of a connection, and with the
    /// features `reqwest-0-12` and `reqwest-0-13` the errors of these clients. If there is none, the texts of the same errors are
    /// read in the same order, as by [`from_text`](Self::from_text).
    ///
    /// The kinds of an `io::Error` that tell of a connection are `timeout` (also `WouldBlock`, by which a socket's read times out
    /// on Unix) and `connection`. The others are those of files as well, so that they say nothing: a file that is
    /// `NotFound` is not the provider's 404.
    ///
    /// A [`ClassifyError`](crate::ClassifyError) falls back to it for what it does not know itself:
    ///
    /// ```
    /// use agent_metrics::{ClassifyError, ErrorType};
    /// use std::error::Error;
    ///
    /// enum LlmError { Refused, Other(Box<dyn Error + Send + Sync>) }
    ///
    /// impl ClassifyError for LlmError {
    ///     fn error_type(&self) -> ErrorType {
    ///         match self {
    ///             Self::Refused => ErrorType::ContentFilter,
    ///             Self::Other(error) => ErrorType::from_error(&**error),
    ///         }
    ///     }
    /// }
    ///
    /// assert_eq!(LlmError::Refused.error_type(), ErrorType::ContentFilter);
    /// let late = std::io::Error::from(std::io::ErrorKind::TimedOut);
    /// assert_eq!(LlmError::Other(late.into()).error_type(), ErrorType::Timeout);
    /// assert_eq!(LlmError::Other("HTTP 529: overloaded".into()).error_type(), ErrorType::Overloaded);
    /// assert_eq!(LlmError::Other("overloaded".into()).error_type(), ErrorType::Other);
    /// ```
    pub fn from_error(error: &(dyn Error + 'static)) -> Self {
        classify_error(error)
    }

    /// [`from_error`](Self::from_error) for errors of a known type, to be passed as a function: `run_by(ask(), ErrorType::of)`.
    ///
    /// ```
    /// use agent_metrics::ErrorType;
    /// use std::io::{Error, ErrorKind};
    ///
    /// assert_eq!(ErrorType::of(&Error::from(ErrorKind::TimedOut)), ErrorType::Timeout);
    /// assert_eq!(ErrorType::of(&std::fmt::Error), ErrorType::Other);
    /// ```
    ///
    /// What is no `Error` itself but leads to one, as an `anyhow::Error` or an `eyre::Report` does, is searched by its inner error:
    /// `(**error).error_type()`, with the trait [`ClassifyError`](crate::ClassifyError) in scope.
    pub fn of<E: Error + 'static>(error: &E) -> Self {
        Self::from_error(error)
    }
}

/// Gives the classifiers of the instance that records here and now to its argument. Instances are in a layer above, which sets
/// it with the first of them; before that there are no classifiers.
#[cfg(feature = "registry")]
static FIND_CLASSIFIERS: OnceCell<FindClassifiers> = OnceCell::new();

#[cfg(feature = "registry")]
type FindClassifiers = fn(&mut dyn FnMut(&[Classifier]));

#[cfg(feature = "registry")]
pub(crate) fn find_classifiers_by(find: FindClassifiers) {
    let _ = FIND_CLASSIFIERS.set(find);
}

/// The error type of the first error along the chain of sources whose type is known, by the classifiers of the instance that
/// records here and now or by the crate; else of the first whose text states one; else [`ErrorType::Other`].
pub(crate) fn classify_error(error: &(dyn Error + 'static)) -> ErrorType {
    let by_type = with_classifiers(|classifiers| by_type(error, classifiers));
    by_type.or_else(|| chain(error).find_map(by_text)).unwrap_or(ErrorType::Other)
}

/// The same for an error that may hold a borrow: only its sources have types that can be known.
pub(crate) fn classify_borrowed_error(error: &(impl Error + ?Sized)) -> ErrorType {
    let by_type = error.source().and_then(|source| with_classifiers(|classifiers| by_type(source, classifiers)));
    let sources = || error.source().into_iter().flat_map(chain);
    by_type.or_else(|| by_text(error)).or_else(|| sources().find_map(by_text)).unwrap_or(ErrorType::Other)
}

/// The error type that the text of a value states, for what is no [`Error`].
pub(crate) fn by_text(shown: &(impl Display + ?Sized)) -> Option<ErrorType> {
    let mut text = Beginning(String::new());
    // It ends with an error where the text is cut off. A `Display` that panics must not do so in the function that is metered.
    let _ = catch_unwind(AssertUnwindSafe(|| write!(text, "{shown}")));
    ErrorType::from_text(&text.0)
}

/// The beginning of a text: what an error tells of a failure is not at the end of a whole page that it quotes.
struct Beginning(String);

impl Beginning {
    const MAX_BYTES: usize = 16 * 1024;
}

impl Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = Self::MAX_BYTES.saturating_sub(self.0.len());
        if text.len() <= room {
            self.0.push_str(text);
            return Ok(());
        }
        self.0.extend(
            text.char_indices()
                .take_while(|(start, next)| start.saturating_add(next.len_utf8()) <= room)
                .map(|(_, next)| next),
        );
        Err(fmt::Error)
    }
}

fn with_classifiers(classify: impl FnOnce(&[Classifier]) -> Option<ErrorType>) -> Option<ErrorType> {
    #[cfg(feature = "registry")]
    if let Some(find) = FIND_CLASSIFIERS.get() {
        let (mut error_type, mut classify) = (None, Some(classify));
        find(&mut |classifiers| error_type = classify.take().and_then(|classify| classify(classifiers)));
        return error_type;
    }
    classify(&[])
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |error| (**error).source())
}

fn by_type(error: &(dyn Error + 'static), classifiers: &[Classifier]) -> Option<ErrorType> {
    chain(error).find_map(|error| by_own_type(error, classifiers))
}

fn by_own_type(error: &(dyn Error + 'static), classifiers: &[Classifier]) -> Option<ErrorType> {
    if let Some(error_type) = classify(classifiers, error) {
        return Some(error_type);
    }
    if let Some(error_type) = downcast_through_pointer::<ErrorType>(error) {
        return Some(*error_type);
    }
    if let Some(shared) = deref_arc(error) {
        return by_type(shared, classifiers);
    }
    #[cfg(any(feature = "reqwest-0-12", feature = "reqwest-0-13"))]
    if let Some(error_type) = super::reqwest::classify(error, |source| by_type(source, classifiers)) {
        return Some(error_type);
    }
    let error = downcast_through_pointer::<io::Error>(error)?;
    // An `io::Error` may hold the error that knows more; it is not its `source()`.
    by_io_kind(error.kind()).or_else(|| by_type(error.get_ref()?, classifiers))
}

/// The error type of the kinds that connections have, some of which a pipe has as well. A file that is not there, or may not be
/// read, says nothing.
fn by_io_kind(kind: io::ErrorKind) -> Option<ErrorType> {
    Some(match kind {
        // A read of a socket that has a timeout ends with the second on Unix.
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => ErrorType::Timeout,
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::NotConnected
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::AddrInUse
        | io::ErrorKind::AddrNotAvailable
        | io::ErrorKind::UnexpectedEof => ErrorType::Connection,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ClassifyError;
    use std::{rc::Rc, sync::Arc};

    #[derive(Debug)]
    struct Wrapper<E>(E);
    impl<E: fmt::Debug> Display for Wrapper<E> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Failed to generate: rate 429")
        }
    }
    impl<E: Error + 'static> Error for Wrapper<E> {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    fn classified(error: &(dyn Error + 'static)) -> ErrorType {
        by_type(error, &[]).unwrap_or(ErrorType::Other)
    }

    #[test]
    fn the_last_classifier_of_a_type_wins() {
        let classifiers =
            [ErrorType::Auth, ErrorType::NotFound].map(|error_type| Classifier::new(move |_: &fmt::Error| error_type));
        assert_eq!(by_type(&Wrapper(Wrapper(fmt::Error)), &classifiers), Some(ErrorType::NotFound));
        assert_eq!(by_type(&Wrapper(fmt::Error), &classifiers[..1]), Some(ErrorType::Auth));
        assert_eq!(by_type(&Wrapper(io::Error::from(io::ErrorKind::TimedOut)), &classifiers), Some(ErrorType::Timeout));
    }

    #[test]
    fn the_chain_is_walked() {
        let error = Wrapper(Wrapper(io::Error::from(io::ErrorKind::TimedOut)));
        assert_eq!(classified(&error), ErrorType::Timeout);
        assert_eq!(classified(&Wrapper(ErrorType::ContentFilter)), ErrorType::ContentFilter);
        let inside = io::Error::other(Wrapper(io::Error::from(io::ErrorKind::ConnectionReset)));
        assert_eq!(classified(&inside), ErrorType::Connection);
    }

    #[test]
    fn pointers_are_looked_into() {
        let late = || io::Error::from(io::ErrorKind::TimedOut);
        assert_eq!(classified(&Box::new(late())), ErrorType::Timeout);
        assert_eq!(classified(&Arc::new(late())), ErrorType::Timeout);
        assert_eq!(classified(&Wrapper(Arc::new(ErrorType::Auth))), ErrorType::Auth);
        let shared: Arc<dyn Error> = Arc::new(Wrapper(late()));
        assert_eq!(classified(&shared), ErrorType::Timeout);
        let sent: Arc<dyn Error + Send + Sync> = Arc::new(late());
        assert_eq!(classified(&Wrapper(sent)), ErrorType::Timeout);
        assert_eq!(classified(&Arc::new(fmt::Error)), ErrorType::Other);
        assert_eq!(Rc::new(Arc::new(ErrorType::NotFound)).error_type(), ErrorType::NotFound);
    }

    #[test]
    fn a_message_decides_nothing() {
        assert_eq!(classify_error(&Wrapper(fmt::Error)), ErrorType::Other);
    }

    #[test]
    fn a_type_anywhere_comes_before_a_text() {
        let stated = |source: Option<io::Error>| Stated("HTTP 529: try again", source);
        assert_eq!(classify_error(&stated(None)), ErrorType::Overloaded);
        assert_eq!(classify_error(&Wrapper(Wrapper(stated(None)))), ErrorType::Overloaded);
        assert_eq!(classify_error(&stated(Some(io::ErrorKind::TimedOut.into()))), ErrorType::Timeout);
        assert_eq!(classify_error(&stated(Some(io::ErrorKind::NotFound.into()))), ErrorType::Overloaded);
        assert_eq!(classify_error(&stated(Some(io::Error::other("HTTP 401")))), ErrorType::Overloaded);
        assert_eq!(classify_error(&io::Error::other("HTTP 401")), ErrorType::Auth);
        assert_eq!(classify_borrowed_error(&stated(None)), ErrorType::Overloaded);
        assert_eq!(classify_borrowed_error(&stated(Some(io::ErrorKind::TimedOut.into()))), ErrorType::Timeout);
    }

    #[derive(Debug)]
    struct Stated(&'static str, Option<io::Error>);
    impl Display for Stated {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }
    impl Error for Stated {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_ref().map(|source| source as _)
        }
    }

    #[test]
    fn the_kinds_of_a_connection_are_known_and_those_of_a_file_are_not() {
        use io::ErrorKind as Kind;
        let connection = [
            Kind::ConnectionRefused,
            Kind::ConnectionReset,
            Kind::ConnectionAborted,
            Kind::NotConnected,
            Kind::BrokenPipe,
            Kind::HostUnreachable,
            Kind::NetworkUnreachable,
            Kind::NetworkDown,
            Kind::AddrInUse,
            Kind::AddrNotAvailable,
            Kind::UnexpectedEof,
        ];
        let timeout = [Kind::TimedOut, Kind::WouldBlock];
        let file = [Kind::NotFound, Kind::PermissionDenied, Kind::QuotaExceeded, Kind::StorageFull, Kind::InvalidData];
        for (kinds, error_type) in [
            (&connection[..], ErrorType::Connection),
            (&timeout[..], ErrorType::Timeout),
            (&file[..], ErrorType::Other),
        ] {
            for kind in kinds {
                assert_eq!(ErrorType::of(&io::Error::from(*kind)), error_type, "{kind:?}");
                assert_eq!(ErrorType::of(&Wrapper(io::Error::new(*kind, "text"))), error_type, "{kind:?}");
            }
        }
    }

    #[test]
    fn a_text_is_read_to_a_length_and_its_panic_is_caught() {
        struct Panics;
        impl Display for Panics {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("HTTP 503: ")?;
                panic!("in `Display`")
            }
        }
        let long = "é".repeat(Beginning::MAX_BYTES);
        assert_eq!(by_text(&format!("HTTP 503 x{long}")), Some(ErrorType::Overloaded));
        assert_eq!(by_text(&format!("{long} HTTP 503")), None);
        assert_eq!(by_text(&Panics), Some(ErrorType::Overloaded));
    }
}
