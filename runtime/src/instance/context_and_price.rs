//! Defines what guards store with a series besides its cells: the context that it opens, and the price of its model.

use crate::{
    context::Context,
    metrics::{AllThreads, CachedPerThread, SeriesAttachment, ThreadCaches, ThreadHandle},
    pricing::ThreadCachedPrice,
};
use once_cell::sync::OnceCell;

/// The attachments of every registry.
#[derive(Debug)]
pub(crate) struct ContextAndPrice;

thread_local! {
    static CACHES: ThreadHandle<ContextAndPrice> = ThreadHandle::new();
}

impl SeriesAttachment for ContextAndPrice {
    /// The context that a process with the labels of the series opens.
    type OfSeries = OnceCell<Context>;
    /// What the model of the series costs an ordinary call.
    type OfThread = Option<Box<ThreadCachedPrice>>;
}

impl CachedPerThread for ContextAndPrice {
    #[inline]
    fn with_thread_caches<R>(read: impl FnOnce(&mut ThreadCaches<Self>) -> Option<R>) -> Option<R> {
        CACHES.try_with(|caches| caches.with(read)).ok().flatten()
    }

    fn all_threads() -> &'static AllThreads<Self> {
        static ALL: AllThreads<ContextAndPrice> = AllThreads::new();
        &ALL
    }
}
