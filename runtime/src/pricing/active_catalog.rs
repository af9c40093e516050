//! Holds the catalog that prices are looked up in: the one that is compiled in, until another replaces it.

use super::{
    catalog::Catalog,
    loading::{Loaded, Loading, PendingAction},
};
use parking_lot::RwLock;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::SystemTime,
};

static BUNDLED: Loading<Arc<Catalog>> = Loading::new(|| Arc::new(Catalog::bundled()));

/// The catalog that replaced the bundled one.
static REPLACEMENT: RwLock<Option<Arc<Catalog>>> = RwLock::new(None);

/// Counts the replacements: a price that was remembered from an older generation does not hold.
static GENERATION: AtomicU64 = AtomicU64::new(0);

#[inline]
pub(super) fn generation() -> u64 {
    GENERATION.load(Relaxed)
}

pub(super) struct ActiveCatalog {
    pub(super) generation: u64,
    /// `None` if the bundled catalog could not be loaded.
    pub(super) catalog: Option<Arc<Catalog>>,
}

/// `None` while the bundled catalog is being loaded; starts that if need be.
pub(super) fn get() -> Option<ActiveCatalog> {
    let replacement = REPLACEMENT.read();
    // Read under the lock, so that it is the generation of this catalog.
    let generation = generation();
    if let Some(catalog) = &*replacement {
        return Some(ActiveCatalog { generation, catalog: Some(Arc::clone(catalog)) });
    }
    drop(replacement);
    if matches!(BUNDLED.get(), Loaded::NotYet) {
        load_in_background();
    }
    // It may have been loaded on this very thread.
    match BUNDLED.get() {
        Loaded::NotYet => None,
        Loaded::Never => Some(ActiveCatalog { generation, catalog: None }),
        Loaded::Is(catalog) => Some(ActiveCatalog { generation, catalog: Some(Arc::clone(catalog)) }),
    }
}

/// The age of the active prices in seconds; `None` while there are none. Starts no loading.
pub(crate) fn age_seconds() -> Option<u64> {
    let replacement = REPLACEMENT.read().clone();
    let catalog = replacement.or_else(|| bundled().cloned())?;
    Some(SystemTime::now().duration_since(catalog.dated()?).map_or(0, |age| age.as_secs()))
}

fn bundled() -> Option<&'static Arc<Catalog>> {
    if let Loaded::Is(catalog) = BUNDLED.get() { Some(catalog) } else { None }
}

/// Activates a catalog if `check` accepts it beside the active one.
#[cfg(feature = "prices")]
pub(super) fn replace<E>(
    new: Catalog,
    check: impl FnOnce(&Catalog, Option<&Catalog>) -> Result<(), E>,
) -> Result<(), E> {
    wait_until_ready();
    let mut replacement = REPLACEMENT.write();
    check(&new, replacement.as_ref().or(bundled()).map(|catalog| &**catalog))?;
    *replacement = Some(Arc::new(new));
    GENERATION.fetch_add(1, Relaxed);
    Ok(())
}

/// Starts to load the bundled catalog, once, on a thread of its own.
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

/// Blocks until the bundled catalog is loaded and every deferred action has run.
pub(crate) fn wait_until_ready() {
    load_in_background();
    BUNDLED.wait();
}

/// As [`wait_until_ready`], if the loading was started already.
pub(crate) fn wait_for_calls() {
    BUNDLED.wait_if_started();
}

/// Runs `action` when the bundled catalog is loaded: at once, or later on the thread that loads it. Each action runs once,
/// in order; a panic in it is contained.
pub(crate) fn run_when_ready(action: PendingAction) {
    load_in_background();
    BUNDLED.run_when_ready(action);
}
