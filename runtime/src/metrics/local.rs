//! What one thread knows of the groups: where it has found series, and the shards that only it writes.

use super::{
    group::SeriesId,
    series::{Series, Shard, same},
};
use hashbrown::HashTable;
use std::{
    cell::RefCell,
    sync::{Arc, atomic::Ordering::Relaxed},
};

/// How many groups a thread keeps a local part of.
pub(crate) const LOCAL_GROUPS: usize = 5;

thread_local! {
    static LOCALS: RefCell<[Local; LOCAL_GROUPS]> = const { RefCell::new([const { Local::new() }; LOCAL_GROUPS]) };
}

/// Runs with the calling thread's part of a group; `None` where the thread is ending.
#[inline]
pub(super) fn with_local<R>(group: usize, f: impl FnOnce(&mut Local) -> R) -> Option<R> {
    LOCALS.try_with(|locals| Some(f(locals.try_borrow_mut().ok()?.get_mut(group)?))).ok().flatten()
}

/// What one thread knows of one group.
pub(super) struct Local {
    /// Where a look-up with the same strings ended last.
    recent: [SeriesId; RECENT],
    ids: HashTable<(u64, SeriesId)>,
    /// By index.
    own: Vec<Option<Own>>,
}

const RECENT: usize = 64;

/// A series, and the shard of it that only this thread writes.
pub(super) struct Own {
    pub(super) id: SeriesId,
    pub(super) series: Arc<Series>,
    pub(super) shard: Shard,
    /// The series that differ in one label, as they were found before.
    variants: Vec<(Box<str>, SeriesId)>,
}

/// A model has few releases; a thread that meets more looks them up in the table.
const MOST_VARIANTS: usize = 32;

impl Drop for Own {
    fn drop(&mut self) {
        self.series.leave(&self.shard);
    }
}

impl Own {
    #[inline]
    pub(super) fn variant(&self, wanted: &str) -> Option<SeriesId> {
        self.variants.iter().find(|(value, _)| same(value, wanted)).map(|(_, variant)| *variant)
    }

    pub(super) fn remember_variant(&mut self, wanted: &str, variant: SeriesId) {
        if self.variants.len() < MOST_VARIANTS {
            self.variants.push((wanted.into(), variant));
        }
    }
}

impl Local {
    const fn new() -> Self {
        Self { recent: [SeriesId::NONE; RECENT], ids: HashTable::new(), own: Vec::new() }
    }

    /// The series with this key, if the thread has met it at this place.
    ///
    /// The place is where the strings are: the same call mostly comes with the same strings, and then nothing need be
    /// hashed. It is only a guess; the key decides.
    #[inline]
    pub(super) fn recent(&mut self, key: &[&str]) -> Option<&mut Own> {
        let id = self.recent[place(key)];
        let own = self.own.get_mut(id.index())?.as_mut()?;
        (own.id == id && own.series.is(key)).then_some(own)
    }

    pub(super) fn find(&mut self, hash: u64, key: &[&str]) -> Option<SeriesId> {
        let own = &self.own;
        let is_it = |(_, id): &(u64, SeriesId)| matches!(own.get(id.index()), Some(Some(own)) if own.id == *id && own.series.is(key));
        let (_, id) = *self.ids.find(hash, is_it)?;
        self.recent[place(key)] = id;
        Some(id)
    }

    /// Finds the series by itself next time.
    pub(super) fn remember(&mut self, id: SeriesId, hash: u64) {
        if self.ids.find(hash, |(_, known)| *known == id).is_none() {
            self.ids.insert_unique(hash, (hash, id), |(hash, _)| *hash);
        }
    }

    /// The thread's own part of a series, made if need be.
    #[inline]
    pub(super) fn own(&mut self, id: SeriesId, series: impl FnOnce() -> Option<Arc<Series>>) -> Option<&mut Own> {
        let index = id.index();
        let known = matches!(self.own.get(index), Some(Some(own)) if own.id == id);
        if !known {
            self.join(id, series()?);
        }
        self.own.get_mut(index)?.as_mut()
    }

    #[cold]
    fn join(&mut self, id: SeriesId, series: Arc<Series>) {
        let index = id.index();
        if self.own.len() <= index {
            self.own.resize_with(index + 1, || None);
        }
        let shard = series.join();
        let before = self.own[index].replace(Own { id, series, shard, variants: Vec::new() });
        // The place was another series', which is gone: so is the way to it.
        if let Some(before) = before
            && let Ok(entry) = self.ids.find_entry(before.series.hash, |(_, known)| *known == before.id)
        {
            entry.remove();
        }
    }
}

/// Which of the places: by the addresses and lengths of the strings.
#[inline]
fn place(key: &[&str]) -> usize {
    let mut mixed = 0_u64;
    for value in key {
        mixed = (mixed ^ value.as_ptr() as u64 ^ value.len() as u64).rotate_left(11);
    }
    // The golden ratio spreads what differs in few bits; the upper bits are the spread ones.
    let spread = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - RECENT.ilog2());
    usize::try_from(spread).unwrap_or(0)
}

impl Series {
    /// Whether it has this key and is not about to be dropped.
    #[inline]
    fn is(&self, key: &[&str]) -> bool {
        self.has_key(key) && !self.retiring.load(Relaxed)
    }
}
