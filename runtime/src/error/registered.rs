//! Keeps the classifiers that the user registered for errors of other crates.

use super::{ErrorType, smart_pointers::downcast_through_pointer};
#[cfg(feature = "registry")]
use parking_lot::RwLock;
use std::{error::Error, fmt, sync::Arc};

type Classify = dyn Fn(&(dyn Error + 'static)) -> Option<ErrorType> + Send + Sync;

/// Gives errors of one type their error type.
#[derive(Clone)]
pub(crate) struct Classifier {
    type_name: &'static str,
    classify: Arc<Classify>,
}

impl Classifier {
    pub(crate) fn new<E: Error + 'static>(classify: impl Fn(&E) -> ErrorType + Send + Sync + 'static) -> Self {
        let classify = move |error: &(dyn Error + 'static)| downcast_through_pointer::<E>(error).map(&classify);
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
#[cfg(feature = "registry")]
static REGISTERED: RwLock<Vec<Classifier>> = RwLock::new(Vec::new());

#[cfg(feature = "registry")]
pub(crate) fn register(classifiers: Vec<Classifier>) {
    REGISTERED.write().extend(classifiers);
}

/// The error type by the classifier that was registered last for this type of error; `None` with the feature off, where none
/// is registered.
#[cfg_attr(not(feature = "registry"), allow(unused_variables))]
pub(super) fn classify(error: &(dyn Error + 'static)) -> Option<ErrorType> {
    #[cfg(feature = "registry")]
    {
        // A classifier is the user's code and may classify another error: a reader that waits does not block it.
        let registered = REGISTERED.read_recursive();
        registered.iter().rev().find_map(|classifier| (classifier.classify)(error))
    }
    #[cfg(not(feature = "registry"))]
    None
}
