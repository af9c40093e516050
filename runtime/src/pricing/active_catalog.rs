//! The price book in force: the one that is compiled in, until another takes its place.

use super::{
    catalog::Catalog,
    loading::{Deferred, Loaded, Loading},
};
use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering::Relaxed},
};

static BUNDLED: Loading<Arc<Catalog>> = Loading::new(|| Arc::new(Catalog::bundled()));

/// The book that took its place.
static REPLACED: RwLock<Option<Arc<Catalog>>> = RwLock::new(None);

/// How often the book was replaced: what was remembered of an older one does not hold.
static GENERATION: AtomicU64 = AtomicU64::new(0);

#[inline]
pub(super) fn generation() -> u64 {
    GENERATION.load(Relaxed)
}

pub(super) struct ActiveCatalog {
    pub(super) generation: u64,
    /// None if it could not be loaded.
    pub(super) book: Option<Arc<Catalog>>,
}

/// `None` while the bundled book loads; it is started if it was not.
pub(super) fn get() -> Option<ActiveCatalog> {
    let replaced = REPLACED.read().unwrap_or_else(PoisonError::into_inner);
    // Under the lock, so that it is the number of this book.
    let generation = generation();
    if let Some(book) = &*replaced {
        return Some(ActiveCatalog { generation, book: Some(Arc::clone(book)) });
    }
    drop(replaced);
    if matches!(BUNDLED.get(), Loaded::NotYet) {
        load_in_background();
    }
    // It may have been loaded on this very thread.
    match BUNDLED.get() {
        Loaded::NotYet => None,
        Loaded::Never => Some(ActiveCatalog { generation, book: None }),
        Loaded::Is(book) => Some(ActiveCatalog { generation, book: Some(Arc::clone(book)) }),
    }
}

/// The book in force, as far as it is loaded; starts nothing.
#[cfg(feature = "prices")]
pub(super) fn book() -> Option<Arc<Catalog>> {
    let replaced = REPLACED.read().unwrap_or_else(PoisonError::into_inner).clone();
    replaced.or_else(|| match BUNDLED.get() {
        Loaded::Is(book) => Some(Arc::clone(book)),
        Loaded::NotYet | Loaded::Never => None,
    })
}

/// How old the prices in force are, in seconds; `None` where there are none (yet).
#[cfg(feature = "prices")]
pub(crate) fn age_seconds() -> Option<u64> {
    Some(std::time::SystemTime::now().duration_since(book()?.dated()).map_or(0, |age| age.as_secs()))
}

#[cfg(not(feature = "prices"))]
pub(crate) fn age_seconds() -> Option<u64> {
    None
}

/// Puts the book in force if `allows` it beside the one that is.
#[cfg(feature = "prices")]
pub(super) fn replace<E>(
    book: Catalog,
    allows: impl FnOnce(&Catalog, Option<&Catalog>) -> Result<(), E>,
) -> Result<(), E> {
    wait_until_ready();
    let bundled = if let Loaded::Is(book) = BUNDLED.get() { Some(book) } else { None };
    let mut replaced = REPLACED.write().unwrap_or_else(PoisonError::into_inner);
    allows(&book, replaced.as_ref().or(bundled).map(|book| &**book))?;
    *replaced = Some(Arc::new(book));
    GENERATION.fetch_add(1, Relaxed);
    Ok(())
}

/// Starts to load the book, once, on a thread of its own.
pub(crate) fn load_in_background() {
    if cfg!(feature = "prices") {
        BUNDLED.start_in_background();
    } else {
        BUNDLED.start_here(); // there is nothing to load
    }
}

/// Whether prices are known, or known to be unknown.
#[cfg(test)]
pub(crate) fn is_ready() -> bool {
    if cfg!(not(feature = "prices")) {
        load_in_background();
    }
    !matches!(BUNDLED.get(), Loaded::NotYet)
}

/// Blocks until the book is loaded and all that was deferred has run.
pub(crate) fn wait_until_ready() {
    load_in_background();
    BUNDLED.wait();
}

/// As [`wait_until_ready`], if someone has asked for a price already.
pub(crate) fn wait_for_calls() {
    BUNDLED.wait_if_started();
}

/// Runs `action` when the book is loaded: at once, or later on the thread that loads it. Each once, in order; a panic in
/// it is contained.
pub(crate) fn defer(action: Deferred) {
    load_in_background();
    BUNDLED.defer(action);
}
