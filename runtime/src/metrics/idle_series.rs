//! Decides when a series that is not used any more is dropped, if the configuration asks for that.
//!
//! Using a series records no time. A scrape reads the cells anyway and sees whether they have changed since the scrape
//! before. A series that was idle for the configured time is first marked as retiring, and dropped at a scrape some time
//! later, so that a thread that had just found it has used it by then.

use parking_lot::Mutex;
use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::{Duration, Instant},
};

/// How long a retiring series stays: no thread pauses for that long between finding a series and using it.
pub(super) const GRACE: Duration = Duration::from_secs(10);

/// What scrapes have seen of a series.
#[derive(Debug, Default)]
pub(super) struct IdleState {
    retiring: AtomicBool,
    last_scrape: Mutex<Option<Scrape>>,
}

#[derive(Debug, Clone, Copy)]
struct Scrape {
    /// A digest of the cells.
    digest: u128,
    /// The first scrape that saw the cells as they are.
    unchanged_since: Instant,
    /// The scrape that marked the series as retiring.
    marked: Instant,
}

impl IdleState {
    /// True if the series is about to be dropped. Caches ignore it then; a look-up in the table keeps it.
    #[inline]
    pub(super) fn is_retiring(&self) -> bool {
        self.retiring.load(Relaxed)
    }

    /// Keeps a series that was about to be dropped.
    pub(super) fn keep(&self) {
        self.retiring.store(false, Relaxed);
    }

    /// Marks the series as retiring if it is idle; true if it has been marked for long enough to be dropped.
    pub(super) fn is_expired(&self, cells: &[u128], in_use: bool, ttl: Duration, now: Instant) -> bool {
        // Counters only grow, so any record changes the digest.
        let digest = cells.iter().fold(0_u128, |digest, cell| digest.wrapping_mul(31).wrapping_add(*cell));
        let mut last_scrape = self.last_scrape.lock();
        let unchanged = last_scrape.filter(|last| last.digest == digest);
        let unchanged_since = unchanged.map_or(now, |last| last.unchanged_since);
        let is_idle = now.saturating_duration_since(unchanged_since) >= ttl && !in_use;
        let was_marked = self.retiring.swap(is_idle, Relaxed) && is_idle;
        let marked = unchanged.filter(|_| was_marked).map_or(now, |last| last.marked);
        *last_scrape = Some(Scrape { digest, unchanged_since, marked });
        was_marked && now.saturating_duration_since(marked) >= GRACE
    }
}
