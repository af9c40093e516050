//! Keeps the caches of all threads, so that a scrape can merge the shards that a thread does not use any more.
//!
//! A thread that sleeps in a pool would keep a shard of each series that it ever wrote. So the memory follows the pairs of thread
//! and series that are active, and is bounded: above [`MAX_SHARDS`] threads write the base of a series, under its lock.

use super::{
    series_attachment::SeriesAttachment,
    thread_cache::{CachedPerThread, ThreadCaches},
};
use parking_lot::Mutex;
use spin::mutex::SpinMutex;
use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// How many shards there are at most, of all threads and series: some 20 MB.
pub(super) const MAX_SHARDS: usize = 32_768;

/// A shard that was not written for that long is merged.
pub(super) const IDLE: Duration = Duration::from_secs(10);

/// The caches of a thread, which locks them to record. At times a scrape locks them, too. Neither waits for the other: the thread
/// writes the base meanwhile, the scrape leaves out a thread that records. Locking is one atomic exchange.
type Shared<A> = SpinMutex<ThreadCaches<A>>;

/// The caches of all threads that live.
#[derive(Debug)]
pub(crate) struct AllThreads<A: SeriesAttachment> {
    threads: Mutex<Vec<Weak<Shared<A>>>>,
    last_merge: Mutex<Option<Instant>>,
    shards: AtomicUsize,
}

impl<A: SeriesAttachment> AllThreads<A> {
    pub(crate) const fn new() -> Self {
        Self { threads: Mutex::new(Vec::new()), last_merge: Mutex::new(None), shards: AtomicUsize::new(0) }
    }

    /// How many shards there are.
    pub(super) fn shards(&self) -> usize {
        self.shards.load(Relaxed)
    }

    /// Counts a shard for as long as the result lives; `None` if there are [`MAX_SHARDS`].
    pub(super) fn add_shard(&'static self) -> Option<CountedShard> {
        // Several threads may exceed the number by one each.
        (self.shards() < MAX_SHARDS).then(|| {
            self.shards.fetch_add(1, Relaxed);
            CountedShard(&self.shards)
        })
    }

    /// Merges the shards that were not written since the last time, which was [`IDLE`] ago or longer.
    pub(super) fn merge_idle_shards(&self, now: Instant) {
        let mut last_merge = self.last_merge.lock();
        if last_merge.is_some_and(|last| now.saturating_duration_since(last) < IDLE) {
            return;
        }
        *last_merge = Some(now);
        let threads: Vec<_> = self.threads.lock().iter().filter_map(Weak::upgrade).collect();
        for thread in threads {
            // A thread that records is not idle.
            if let Some(mut caches) = thread.try_lock() {
                caches.merge_idle_shards();
            }
        }
    }
}

/// Is counted as a shard.
#[derive(Debug)]
pub(super) struct CountedShard(&'static AtomicUsize);

impl Drop for CountedShard {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

/// The caches of the thread that holds it in a thread-local variable.
#[derive(Debug)]
pub(crate) struct ThreadHandle<A: SeriesAttachment>(Arc<Shared<A>>);

impl<A: CachedPerThread> ThreadHandle<A> {
    pub(crate) fn new() -> Self {
        let caches = Arc::new(SpinMutex::new(ThreadCaches::new()));
        let mut threads = A::all_threads().threads.lock();
        threads.retain(|thread| thread.strong_count() > 0);
        threads.push(Arc::downgrade(&caches));
        Self(caches)
    }

    /// Runs with the caches; `None` where they are in use.
    #[inline]
    pub(crate) fn with<R>(&self, read: impl FnOnce(&mut ThreadCaches<A>) -> Option<R>) -> Option<R> {
        read(&mut *self.0.try_lock()?)
    }
}
