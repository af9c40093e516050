//! Holds the catalog that prices are looked up in: the one that is compiled in, which all instances share, until another
//! replaces it in one of them.

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

/// The catalog that an instance looks prices up in.
#[derive(Debug, Default)]
pub(super) struct ActiveCatalog {
    /// The catalog that replaced the bundled one.
    replacement: RwLock<Option<Arc<Catalog>>>,
    /// Counts the replacements: a price that was remembered from an older generation does not hold.
    generation: AtomicU64,
}

/// The catalog that is active at some time.
pub(super) struct CatalogOfGeneration {
    pub(super) generation: u64,
    /// `None` if the bundled catalog could not be loaded.
    pub(super) catalog: Option<Arc<Catalog>>,
}

impl ActiveCatalog {
    #[inline]
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Relaxed)
    }

    /// `None` while the bundled catalog is being loaded; starts that if need be.
    pub(super) fn get(&self) -> Option<CatalogOfGeneration> {
        let replacement = self.replacement.read();
        // Read under the lock, so that it is the generation of this catalog.
        let generation = self.generation();
        if let Some(catalog) = &*replacement {
            return Some(CatalogOfGeneration { generation, catalog: Some(Arc::clone(catalog)) });
        }
        drop(replacement);
        load_in_background();
        // It may have been loaded on this very thread.
        match BUNDLED.get() {
            Loaded::NotYet => None,
            Loaded::Never => Some(CatalogOfGeneration { generation, catalog: None }),
            Loaded::Is(catalog) => Some(CatalogOfGeneration { generation, catalog: Some(Arc::clone(catalog)) }),
        }
    }

    /// The age of the active prices in seconds; `None` while there are none. Starts no loading.
    pub(super) fn age_seconds(&self) -> Option<u64> {
        let replacement = self.replacement.read().clone();
        let catalog = replacement.or_else(|| bundled().cloned())?;
        Some(SystemTime::now().duration_since(catalog.dated()?).map_or(0, |age| age.as_secs()))
    }

    /// Activates a catalog if `check` accepts it beside the active one.
    #[cfg(feature = "prices")]
    pub(super) fn replace<E>(
        &self,
        new: Arc<Catalog>,
        check: impl FnOnce(&Catalog, Option<&Catalog>) -> Result<(), E>,
    ) -> Result<(), E> {
        wait_until_ready();
        let mut replacement = self.replacement.write();
        check(&new, replacement.as_ref().or(bundled()).map(|catalog| &**catalog))?;
        *replacement = Some(new);
        self.generation.fetch_add(1, Relaxed);
        Ok(())
    }
}

fn bundled() -> Option<&'static Arc<Catalog>> {
    if let Loaded::Is(catalog) = BUNDLED.get() { Some(catalog) } else { None }
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
