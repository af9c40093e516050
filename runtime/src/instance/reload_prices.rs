//! Activates a price book in the ambient instance.

#[cfg(feature = "prices")]
use super::global::InstanceRef;
use crate::pricing::{PriceBook, PriceBookError};
use std::path::Path;

/// Activates a price book for everything that is priced from now on, all at once, while calls go on. Your own prices
/// ([`Config::price`](crate::Config::price)) still come first.
///
/// It holds for the instance in whose scope it is called ([`Metrics::scope_sync`](crate::Metrics::scope_sync)), by default that
/// of the process, and counts as use of it: call [`init`](crate::init) before. With the feature `metrics` off it does nothing.
///
/// It may block some tens of milliseconds, until the price book that is compiled in is loaded. `price_book_age_seconds` is the
/// age of the active prices.
///
/// # Errors
///
/// [`PriceBookError::Shrunken`] if the price book has fewer than half of the models of the active one, which stays: such a
/// file was probably cut off. [`PriceBook::even_if_smaller`] says that it was not.
pub fn reload(book: PriceBook) -> Result<(), PriceBookError> {
    #[cfg(feature = "prices")]
    return InstanceRef::of(None).prices.reload(book);
    #[cfg(not(feature = "prices"))]
    {
        drop(book);
        Ok(())
    }
}

impl PriceBook {
    /// Reads a file and activates it: [`from_file`](Self::from_file) and [`reload`].
    ///
    /// # Errors
    ///
    /// As those two; the active price book stays then.
    pub fn reload_from(path: impl AsRef<Path>) -> Result<(), PriceBookError> {
        reload(Self::from_file(path)?)
    }
}
