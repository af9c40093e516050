//! Defines what guards store with a series besides its cells: the context that it opens, and the price of its model.

use crate::{
    context::Context,
    metrics::{CachedPerThread, SeriesAttachment, ThreadCaches},
    pricing::ThreadCachedPrice,
};
use once_cell::sync::OnceCell;
use std::cell::RefCell;

/// The attachments of every registry.
#[derive(Debug)]
pub(crate) struct ContextAndPrice;

thread_local! {
    static CACHES: RefCell<ThreadCaches<ContextAndPrice>> = const { RefCell::new(ThreadCaches::new()) };
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
        CACHES.try_with(|caches| read(&mut *caches.try_borrow_mut().ok()?)).ok().flatten()
    }
}
