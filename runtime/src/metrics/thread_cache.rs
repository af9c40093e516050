//! What one thread knows of the groups: where it has found series, and the shards that only it writes.

use super::{
    attachment::Attachment,
    lookup_key::LookupKey,
    series::{Series, SeriesId, Shard, same},
};
use hashbrown::HashTable;
use std::sync::{Arc, atomic::Ordering::Relaxed};

/// How many groups of series a registry has, and a thread caches.
pub(crate) const GROUPS: usize = 5;

/// The caches of one thread, one for each group of the process-wide registry.
pub(crate) struct ThreadCaches<A: Attachment>([ThreadCache<A>; GROUPS]);

impl<A: Attachment> ThreadCaches<A> {
    pub(crate) const fn new() -> Self {
        Self([const { ThreadCache::new() }; GROUPS])
    }

    #[inline]
    pub(super) fn of_group(&mut self, group: usize) -> Option<&mut ThreadCache<A>> {
        self.0.get_mut(group)
    }
}

/// What one thread knows of one group.
pub(super) struct ThreadCache<A: Attachment> {
    /// Where look-ups ended last, by [`LookupKey::place`]. A power of two, or none.
    slots: Vec<CacheSlot>,
    ids: HashTable<(u64, SeriesId)>,
    /// By index.
    own: Vec<Option<CachedSeries<A>>>,
}

/// A context, which labels were given beside it, and the series that they led to. The key of the series says what was given.
#[derive(Clone, Copy)]
struct CacheSlot {
    context: u64,
    given: u8,
    id: SeriesId,
}

impl CacheSlot {
    const NONE: Self = Self { context: u64::MAX, given: 0, id: SeriesId::NONE };
}

/// A thread has at most so many slots; with more series the table is searched more often.
const MOST_SLOTS: usize = 8_192;

/// A series, and the shard of it that only this thread writes.
pub(super) struct CachedSeries<A: Attachment> {
    pub(super) id: SeriesId,
    pub(super) series: Arc<Series<A>>,
    pub(super) shard: Shard,
    /// The series that differ in one label, as they were found before.
    variants: Vec<(Box<str>, SeriesId)>,
    pub(super) attachment: A::OfThread,
}

/// A model has few releases; a thread that meets more looks them up in the table.
const MOST_VARIANTS: usize = 32;

impl<A: Attachment> Drop for CachedSeries<A> {
    fn drop(&mut self) {
        self.series.detach_shard(&self.shard);
    }
}

impl<A: Attachment> CachedSeries<A> {
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

impl<A: Attachment> ThreadCache<A> {
    const fn new() -> Self {
        Self { slots: Vec::new(), ids: HashTable::new(), own: Vec::new() }
    }

    /// The series that the same question led to before, if nothing else has taken its place since. The place is only a
    /// guess; the labels decide.
    #[inline]
    pub(super) fn get<const N: usize>(&mut self, key: &LookupKey<'_, N>) -> Option<&mut CachedSeries<A>> {
        let slot = self.slots.get(key.place() & self.slots.len().wrapping_sub(1))?;
        if slot.context != key.context || slot.given != key.given() {
            return None;
        }
        let own = self.own.get_mut(slot.id.index())?.as_mut()?;
        (own.id == slot.id && own.series.is_as(key)).then_some(own)
    }

    /// The same question is answered at once next time.
    pub(super) fn remember_slot<const N: usize>(&mut self, key: &LookupKey<'_, N>, id: SeriesId) {
        let wanted = (self.ids.len() * 2).next_power_of_two().clamp(16, MOST_SLOTS);
        if self.slots.len() < wanted {
            self.slots.clear();
            self.slots.resize(wanted, CacheSlot::NONE);
        }
        let place = key.place() & (self.slots.len() - 1);
        self.slots[place] = CacheSlot { context: key.context, given: key.given(), id };
    }

    pub(super) fn find(&self, hash: u64, key: &[&str]) -> Option<SeriesId> {
        let is_it = |(_, id): &(u64, SeriesId)| matches!(self.own.get(id.index()), Some(Some(own)) if own.id == *id && own.series.is(key));
        self.ids.find(hash, is_it).map(|(_, id)| *id)
    }

    /// Finds the series by itself next time.
    pub(super) fn remember(&mut self, id: SeriesId, hash: u64) {
        if self.ids.find(hash, |(_, known)| *known == id).is_none() {
            self.ids.insert_unique(hash, (hash, id), |(hash, _)| *hash);
        }
    }

    /// The thread's own part of a series, made if need be.
    #[inline]
    pub(super) fn own(
        &mut self,
        id: SeriesId,
        series: impl FnOnce() -> Option<Arc<Series<A>>>,
    ) -> Option<&mut CachedSeries<A>> {
        let index = id.index();
        let known = matches!(self.own.get(index), Some(Some(own)) if own.id == id);
        if !known {
            self.attach(id, series()?);
        }
        self.own.get_mut(index)?.as_mut()
    }

    #[cold]
    fn attach(&mut self, id: SeriesId, series: Arc<Series<A>>) {
        let index = id.index();
        if self.own.len() <= index {
            self.own.resize_with(index + 1, || None);
        }
        let shard = series.attach_shard();
        let before = self.own[index].replace(CachedSeries {
            id,
            series,
            shard,
            variants: Vec::new(),
            attachment: A::OfThread::default(),
        });
        // The place was another series', which is gone: so is the slot to it.
        if let Some(before) = before
            && let Ok(entry) = self.ids.find_entry(before.series.hash, |(_, known)| *known == before.id)
        {
            entry.remove();
        }
    }
}

impl<A: Attachment> Series<A> {
    /// Whether it has this key and is not about to be dropped.
    fn is(&self, key: &[&str]) -> bool {
        self.has_key(key) && !self.retiring.load(Relaxed)
    }

    /// Whether it has the labels that were given, and is not about to be dropped.
    #[inline]
    fn is_as<const N: usize>(&self, key: &LookupKey<'_, N>) -> bool {
        let mut labels = self.key.iter().zip(key.labels);
        labels.all(|(own, label)| label.is_empty() || same(own, label)) && !self.retiring.load(Relaxed)
    }
}
