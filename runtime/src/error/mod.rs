//! Classifies errors: a closed set of error types, and the look-up of the type in any error.

#[cfg(feature = "json")]
mod body;
mod chain;
mod classify;
mod error_type;
mod http;
mod registered;
mod smart_pointers;

pub(crate) use chain::classify_chain;
pub use classify::ClassifyError;
pub use error_type::{ErrorType, ParseErrorTypeError};
pub(crate) use registered::Classifier;
#[cfg(feature = "registry")]
pub(crate) use registered::register;
