//! Classifies errors: a closed set of error types, and the look-up of the type in any error.

#[cfg(feature = "json")]
mod body;
mod chain;
mod classifier;
mod classify;
pub(crate) mod client;
mod error_type;
mod http;
mod smart_pointers;

pub(crate) use chain::classify_error;
#[cfg(feature = "registry")]
pub(crate) use chain::find_classifiers_by;
pub(crate) use classifier::Classifier;
pub use classify::ClassifyError;
pub use error_type::{ErrorType, ParseErrorTypeError};
