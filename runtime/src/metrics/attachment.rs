//! The seam to the layers above: what they keep with a series, so that one look-up finds it together with the cells.

use super::thread_cache::ThreadCaches;
use std::fmt::Debug;

/// Chooses what is stored beside the cells of a series.
///
/// A registry is generic over it, so that it stores a context or a price without knowing either, at the cost of a field.
pub(crate) trait Attachment: Debug + Sized + 'static {
    /// Stored once with a series and shared by all threads.
    type OfSeries: Debug + Default + Send + Sync;
    /// Stored by each thread beside the shard that only it writes.
    type OfThread: Default;

    /// Runs with the calling thread's caches; `None` where the thread is ending or uses them already. A `static` can't be
    /// generic, so the thread-local variable stands where the attachment is defined.
    fn with_thread_caches<R>(read: impl FnOnce(&mut ThreadCaches<Self>) -> Option<R>) -> Option<R>;
}
