//! Classifies an error with the classifiers of the ambient instance.

#[cfg(feature = "registry")]
use super::global::InstanceRef;
use crate::error::{ErrorType, classify_chain};
use std::error::Error;

/// The error type of the first error along the chain of sources whose type is known, else [`ErrorType::Other`].
pub(crate) fn classify_error(error: &(dyn Error + 'static)) -> ErrorType {
    #[cfg(feature = "registry")]
    {
        classify_chain(error, &InstanceRef::of(None).classifiers)
    }
    #[cfg(not(feature = "registry"))]
    classify_chain(error, &[])
}
