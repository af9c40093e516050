//! Classifies an error by walking it and its sources.

use super::{
    ErrorType,
    classifier::{Classifier, classify},
    smart_pointers::{deref_arc, downcast_through_pointer},
};
#[cfg(feature = "registry")]
use once_cell::sync::OnceCell;
use std::{error::Error, io};

impl Error for ErrorType {}

impl ErrorType {
    /// The error type of an error that does not classify itself, found in it and its chain of `source()`s as the attributes
    /// do; [`ErrorType::Other`] if nothing in it is known.
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
        classify_error(error)
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
/// records here and now or by the crate, else [`ErrorType::Other`].
pub(crate) fn classify_error(error: &(dyn Error + 'static)) -> ErrorType {
    #[cfg(feature = "registry")]
    if let Some(find) = FIND_CLASSIFIERS.get() {
        let mut error_type = ErrorType::Other;
        find(&mut |classifiers| error_type = classify_chain(error, classifiers));
        return error_type;
    }
    classify_chain(error, &[])
}

fn classify_chain(error: &(dyn Error + 'static), classifiers: &[Classifier]) -> ErrorType {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error_type) = classify_known(error, classifiers) {
            return error_type;
        }
        next = error.source();
    }
    ErrorType::Other
}

fn classify_known(error: &(dyn Error + 'static), classifiers: &[Classifier]) -> Option<ErrorType> {
    if let Some(error_type) = classify(classifiers, error) {
        return Some(error_type);
    }
    if let Some(error_type) = downcast_through_pointer::<ErrorType>(error) {
        return Some(*error_type);
    }
    if let Some(shared) = deref_arc(error) {
        return Some(classify_chain(shared, classifiers)).filter(|known| *known != ErrorType::Other);
    }
    let error = downcast_through_pointer::<io::Error>(error)?;
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
        _ => error.get_ref().map(|inner| classify_chain(inner, classifiers)).filter(|known| *known != ErrorType::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ClassifyError;
    use std::{rc::Rc, sync::Arc};

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

    fn classified(error: &(dyn Error + 'static)) -> ErrorType {
        classify_chain(error, &[])
    }

    #[test]
    fn the_last_classifier_of_a_type_wins() {
        let classifiers = [ErrorType::Auth, ErrorType::NotFound]
            .map(|error_type| Classifier::new(move |_: &std::fmt::Error| error_type));
        assert_eq!(classify_chain(&Wrapper(Wrapper(std::fmt::Error)), &classifiers), ErrorType::NotFound);
        assert_eq!(classify_chain(&Wrapper(std::fmt::Error), &classifiers[..1]), ErrorType::Auth);
        assert_eq!(
            classify_chain(&Wrapper(io::Error::from(io::ErrorKind::TimedOut)), &classifiers),
            ErrorType::Timeout
        );
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
        assert_eq!(classified(&Arc::new(std::fmt::Error)), ErrorType::Other);
        assert_eq!(Rc::new(Arc::new(ErrorType::NotFound)).error_type(), ErrorType::NotFound);
    }

    #[test]
    fn a_message_decides_nothing() {
        assert_eq!(classified(&Wrapper(std::fmt::Error)), ErrorType::Other);
    }
}
