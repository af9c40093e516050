//! Classifiers that the user registered for errors of others.

use super::{ErrorType, classify::held};
use std::{
    error::Error,
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

type Classify = dyn Fn(&(dyn Error + 'static)) -> Option<ErrorType> + Send + Sync;

/// What the user says of one type of error.
#[derive(Clone)]
pub(crate) struct Classifier {
    type_name: &'static str,
    classify: Arc<Classify>,
}

impl Classifier {
    pub(crate) fn new<E: Error + 'static>(classify: impl Fn(&E) -> ErrorType + Send + Sync + 'static) -> Self {
        let classify = move |error: &(dyn Error + 'static)| held::<E>(error).map(&classify);
        Self { type_name: std::any::type_name::<E>(), classify: Arc::new(classify) }
    }
}

impl fmt::Debug for Classifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Classifier({})", self.type_name)
    }
}

impl PartialEq for Classifier {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.classify, &other.classify)
    }
}

/// They hold for the whole process: a type of error means the same everywhere in it.
static REGISTERED: RwLock<Vec<Classifier>> = RwLock::new(Vec::new());

#[cfg(feature = "registry")]
pub(crate) fn register(classifiers: Vec<Classifier>) {
    REGISTERED.write().unwrap_or_else(PoisonError::into_inner).extend(classifiers);
}

/// What the user says of this error; the last that was registered for its type.
pub(super) fn classify(error: &(dyn Error + 'static)) -> Option<ErrorType> {
    let registered = REGISTERED.read().unwrap_or_else(PoisonError::into_inner);
    registered.iter().rev().find_map(|classifier| (classifier.classify)(error))
}
