//! Defines the classifiers that a user registers for errors of other crates.

use super::{ErrorType, smart_pointers::downcast_through_pointer};
use std::{
    error::Error,
    fmt,
    panic::{RefUnwindSafe, UnwindSafe},
    sync::Arc,
};

type Classify = dyn Fn(&(dyn Error + 'static)) -> Option<ErrorType> + Send + Sync;

/// Gives errors of one type their error type.
#[derive(Clone)]
pub(crate) struct Classifier {
    type_name: &'static str,
    classify: Arc<Classify>,
}

/// A configuration may cross a panic, as the instance that is made of it may. What a classifier leaves behind when it panics is
/// seen by itself alone.
impl UnwindSafe for Classifier {}
impl RefUnwindSafe for Classifier {}

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

/// The error type by the classifier that was registered last for this type of error.
pub(super) fn classify(classifiers: &[Classifier], error: &(dyn Error + 'static)) -> Option<ErrorType> {
    classifiers.iter().rev().find_map(|classifier| (classifier.classify)(error))
}
