//! Classifies the errors of reqwest, the HTTP client, by what it says of them.

use super::{ClassifyError, ErrorType, smart_pointers::downcast_through_pointer, source_chain::classify_error};
use std::error::Error;

macro_rules! versions {
    ($($feature:literal $reqwest:ident)*) => {
        /// The error type of an error of reqwest. `by_type` classifies its source where it says less.
        pub(super) fn classify(
            error: &(dyn Error + 'static),
            by_type: impl FnOnce(&(dyn Error + 'static)) -> Option<ErrorType>,
        ) -> Option<ErrorType> {
            $(
                #[cfg(feature = $feature)]
                if let Some(error) = downcast_through_pointer::<$reqwest::Error>(error) {
                    return Some(match error.status() {
                        Some(status) => ErrorType::from_http_status(status.as_u16()).unwrap_or(ErrorType::ProviderError),
                        None if error.is_timeout() => ErrorType::Timeout,
                        None if error.is_builder() => ErrorType::InvalidRequest,
                        None if error.is_redirect() => ErrorType::ProviderError,
                        // A body that ends too early can't be decoded either, and then the source is an error of the body.
                        None if error.is_decode() => error.source().and_then(by_type).unwrap_or(ErrorType::ProviderError),
                        // No connection, or one that broke in the request, the body or an upgrade.
                        None => ErrorType::Connection,
                    });
                }
            )*
            None
        }

        $(
            /// It and its sources are searched for a known error.
            #[cfg(feature = $feature)]
            impl ClassifyError for $reqwest::Error {
                fn error_type(&self) -> ErrorType {
                    classify_error(self)
                }
            }
        )*
    };
}
versions!("reqwest-0-12" reqwest_0_12 "reqwest-0-13" reqwest_0_13);
