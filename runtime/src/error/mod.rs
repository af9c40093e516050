//! Classifies errors: a closed set of error types, and the look-up of the type in any error.

#[cfg(feature = "json")]
mod body;
#[cfg(not(feature = "json"))]
mod body_without_json;
mod classifier;
mod classify_error;
pub(crate) mod client;
mod error_type;
mod evidence;
mod provider_failures;
#[cfg(any(feature = "reqwest-0-12", feature = "reqwest-0-13"))]
mod reqwest;
mod smart_pointers;
mod source_chain;
mod text;

pub(crate) use classifier::Classifier;
pub use classify_error::ClassifyError;
pub use error_type::{ErrorType, ParseErrorTypeError};
#[cfg(feature = "json")]
pub(crate) use evidence::Evidence;
#[cfg(feature = "registry")]
pub(crate) use source_chain::find_classifiers_by;
pub(crate) use source_chain::{by_text, classify_borrowed_error, classify_error};
