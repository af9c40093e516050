//! Defines `SeriesAttachment`, the data that the layers above store with a series, so that one look-up finds both.

use std::fmt::Debug;

/// Chooses what is stored beside the cells of a series.
///
/// A registry is generic over it, so that it stores a context or a price without knowing either, at the cost of a field.
pub(crate) trait SeriesAttachment: Debug + Sized + 'static {
    /// Stored once with a series and shared by all threads.
    type OfSeries: Debug + Default + Send + Sync;
    /// Stored by each thread beside the shard that only it writes.
    type OfThread: Debug + Default + Send;
}
