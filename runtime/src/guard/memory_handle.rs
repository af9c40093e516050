//! Defines the handle of memory operations: the body reports with it the numbers that the return value does not hold.

use crate::usage::IntoCount;
#[cfg(feature = "registry")]
use {crate::usage::Count, parking_lot::Mutex};

/// Reports to the running operation what its return value does not say: the handle of `#[memory_op(handle = …)]`. With the
/// feature off it does nothing.
///
/// ```
/// use agent_metrics::memory_op;
///
/// #[memory_op(delete, handle = operation)]
/// fn delete(ids: &[u64]) -> Result<(), std::io::Error> {
///     let deleted = ids.len() as u64; // … what the database says …
///     operation.affected(deleted);
///     Ok(())
/// }
/// # delete(&[1]).unwrap();
/// ```
#[derive(Debug, Default)]
pub struct MemoryHandle {
    #[cfg(feature = "registry")]
    reported: Mutex<ReportedCounts>,
}

/// The numbers that were reported to a handle.
#[cfg(feature = "registry")]
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct ReportedCounts {
    pub(super) affected: Option<i128>,
    pub(super) results: Option<usize>,
}

/// A panic leaves each report whole: it is written in one step.
#[cfg(feature = "registry")]
#[cfg_attr(docsrs, doc(auto_cfg = false))]
impl std::panic::RefUnwindSafe for MemoryHandle {}

impl MemoryHandle {
    #[doc(hidden)]
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many memories the operation changed; the last report holds.
    #[inline]
    pub fn affected(&self, memories: impl IntoCount) {
        #[cfg(feature = "registry")]
        {
            self.reported.lock().affected = match memories.into_count() {
                Count::Unreported => None,
                Count::Reported(memories) => Some(memories.into()),
                Count::Negative => Some(-1),
            };
        }
    }

    /// How many memories it found; the last report holds.
    #[inline]
    pub fn results(&self, memories: usize) {
        #[cfg(feature = "registry")]
        self.reported.lock().results.replace(memories);
    }

    #[cfg(feature = "registry")]
    pub(super) fn reported(&self) -> ReportedCounts {
        *self.reported.lock()
    }
}
