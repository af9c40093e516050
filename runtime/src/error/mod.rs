//! How a call failed: a closed set of error types, and what finds them in any error.

#[cfg(feature = "json")]
mod body;
mod classify;
mod error_type;
mod http;
mod registered;

pub use classify::ClassifyError;
pub(crate) use classify::classify_chain;
pub use error_type::ErrorType;
pub(crate) use registered::Classifier;
#[cfg(feature = "registry")]
pub(crate) use registered::register;
