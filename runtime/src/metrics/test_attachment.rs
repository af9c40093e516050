//! An attachment of nothing, for the tests of the storage.

use super::{attachment::Attachment, thread_cache::ThreadCaches};
use std::cell::RefCell;

#[derive(Debug)]
pub(super) struct TestAttachment;

thread_local! {
    static CACHES: RefCell<ThreadCaches<TestAttachment>> = const { RefCell::new(ThreadCaches::new()) };
}

impl Attachment for TestAttachment {
    type OfSeries = ();
    type OfThread = ();

    fn with_thread_caches<R>(read: impl FnOnce(&mut ThreadCaches<Self>) -> Option<R>) -> Option<R> {
        CACHES.try_with(|caches| read(&mut *caches.try_borrow_mut().ok()?)).ok().flatten()
    }
}
