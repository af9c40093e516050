//! Caches what one thread has found of each group, so that the table and its lock are needed once a thread and series.

use super::{
    all_threads::{AllThreads, CountedShard},
    cells::{Cells, Layout, Shard},
    lookup_key::LookupKey,
    schema::GroupKind,
    series::{Series, SeriesId, same_label},
    series_attachment::SeriesAttachment,
};
use hashbrown::HashTable;
use std::sync::{Arc, atomic::Ordering::Relaxed};

/// An attachment with thread-local caches. A `static` can't be generic, so the thread-local variable is declared beside the
/// attachment.
pub(crate) trait CachedPerThread: SeriesAttachment {
    /// Runs with the calling thread's caches; `None` where the thread is ending or uses them already.
    fn with_thread_caches<R>(read: impl FnOnce(&mut ThreadCaches<Self>) -> Option<R>) -> Option<R>;

    /// The caches of all threads.
    fn all_threads() -> &'static AllThreads<Self>;
}

/// The caches of one thread, one for each group of the process-wide registry.
#[derive(Debug)]
pub(crate) struct ThreadCaches<A: SeriesAttachment>([ThreadCache<A>; GroupKind::ALL.len()]);

impl<A: SeriesAttachment> ThreadCaches<A> {
    pub(super) const fn new() -> Self {
        Self([const { ThreadCache::new() }; GroupKind::ALL.len()])
    }

    /// Merges the shards that were not written since the last time.
    pub(super) fn merge_idle_shards(&mut self) {
        self.0.iter_mut().for_each(ThreadCache::merge_idle_shards);
    }

    #[inline]
    pub(super) fn of_group(&mut self, group: GroupKind) -> &mut ThreadCache<A> {
        &mut self.0[group as usize]
    }
}

/// What one thread has found of one group.
#[derive(Debug)]
pub(super) struct ThreadCache<A: SeriesAttachment> {
    /// The results of recent look-ups, by [`LookupKey::hash`]. Their number is a power of two, or zero.
    slots: Vec<CacheSlot>,
    /// The series by the hash of their whole key.
    ids: HashTable<(u64, SeriesId)>,
    /// The series by their index.
    series: Vec<Option<CachedSeries<A>>>,
}

/// The result of a look-up: a context, which labels were given beside it, and the series they led to. The values of these
/// labels are in the key of the series.
#[derive(Debug, Clone, Copy)]
struct CacheSlot {
    context: u64,
    given: u8,
    id: SeriesId,
}

impl CacheSlot {
    const NONE: Self = Self { context: u64::MAX, given: 0, id: SeriesId::NONE };
}

/// The most slots that a thread keeps for a group; with more series the table is searched more often.
const MAX_SLOTS: usize = 8_192;

/// A series, and the shard of it that only this thread writes.
#[derive(Debug)]
pub(super) struct CachedSeries<A: SeriesAttachment> {
    pub(super) id: SeriesId,
    pub(super) series: Arc<Series<A>>,
    pub(super) shard: Shard,
    /// The series with other models' names in which calls that began in this one ended.
    model_series: Vec<(Box<str>, SeriesId)>,
    pub(super) attachment: A::OfThread,
    /// The sum of all cells of the shard at the last merge. A record makes it another.
    sum: u64,
    _counted: CountedShard,
}

/// The most of them that are kept: a model has few releases.
const MAX_MODEL_SERIES: usize = 32;

impl<A: SeriesAttachment> Drop for CachedSeries<A> {
    fn drop(&mut self) {
        self.series.detach_shard(&self.shard);
    }
}

impl<A: SeriesAttachment> CachedSeries<A> {
    /// True if the shard was not written since this was last asked.
    fn is_idle(&mut self) -> bool {
        let sum = self.shard.iter().fold(0_u64, |sum, cell| sum.wrapping_add(cell.load(Relaxed)));
        std::mem::replace(&mut self.sum, sum) == sum
    }

    #[inline]
    pub(super) fn cells<'a>(&'a self, layout: &'a Layout) -> Option<Cells<'a>> {
        self.series.cells(layout, &self.shard)
    }

    #[inline]
    pub(super) fn model_series(&self, model: &str) -> Option<SeriesId> {
        self.model_series.iter().find(|(value, _)| same_label(value, model)).map(|(_, series)| *series)
    }

    pub(super) fn remember_model_series(&mut self, model: &str, series: SeriesId) {
        // The series that was remembered may have been dropped.
        let known = self.model_series.iter_mut().find(|(value, _)| same_label(value, model));
        if let Some((_, known)) = known {
            *known = series;
        } else if self.model_series.len() < MAX_MODEL_SERIES {
            self.model_series.push((model.into(), series));
        }
    }

    /// True if the series has the labels that were given, and is not about to be dropped.
    #[inline]
    fn matches<const N: usize>(&self, key: &LookupKey<'_, N>) -> bool {
        let mut labels = self.series.key.iter().zip(key.labels);
        labels.all(|(own, label)| label.is_empty() || same_label(own, label)) && !self.series.idle.is_retiring()
    }
}

impl<A: SeriesAttachment> ThreadCache<A> {
    const fn new() -> Self {
        Self { slots: Vec::new(), ids: HashTable::new(), series: Vec::new() }
    }

    /// Merges the shards that were not written since the last time, and gives the memory of their places back.
    fn merge_idle_shards(&mut self) {
        for cached in &mut self.series {
            cached.take_if(CachedSeries::is_idle);
        }
        while self.series.pop_if(|cached| cached.is_none()).is_some() {}
        self.series.shrink_to(self.series.len().saturating_mul(2));
        let series = &self.series;
        self.ids.retain(|(_, id)| matches!(series.get(id.index()), Some(Some(cached)) if cached.id == *id));
        self.ids.shrink_to(self.ids.len().saturating_mul(2), |(hash, _)| *hash);
        if self.ids.is_empty() {
            self.slots = Vec::new();
        }
    }

    /// The series that the same key led to before, unless its slot was overwritten. The hash only finds a candidate; the
    /// labels decide.
    #[inline]
    pub(super) fn get<const N: usize>(&mut self, key: &LookupKey<'_, N>) -> Option<&mut CachedSeries<A>> {
        let slot = self.slots.get(key.hash() & self.slots.len().wrapping_sub(1))?;
        if slot.context != key.context || slot.given != key.given_mask() {
            return None;
        }
        let cached = self.series.get_mut(slot.id.index())?.as_mut()?;
        (cached.id == slot.id && cached.matches(key)).then_some(cached)
    }

    /// Remembers which series the key led to.
    pub(super) fn remember_slot<const N: usize>(&mut self, key: &LookupKey<'_, N>, id: SeriesId) {
        let wanted = self.ids.len().saturating_mul(2).min(MAX_SLOTS).next_power_of_two().clamp(16, MAX_SLOTS);
        if self.slots.len() < wanted {
            self.slots.clear();
            self.slots.resize(wanted, CacheSlot::NONE);
        }
        let slot = key.hash() & self.slots.len().saturating_sub(1);
        self.slots[slot] = CacheSlot { context: key.context, given: key.given_mask(), id };
    }

    /// The series with exactly these labels, unless it is about to be dropped.
    pub(super) fn find(&self, hash: u64, key: &[&str]) -> Option<SeriesId> {
        let is_match = |(_, id): &(u64, SeriesId)| {
            let cached = self.series.get(id.index()).and_then(Option::as_ref);
            cached.is_some_and(|cached| {
                cached.id == *id && cached.series.has_key(key) && !cached.series.idle.is_retiring()
            })
        };
        self.ids.find(hash, is_match).map(|(_, id)| *id)
    }

    /// Remembers the series by its whole key.
    pub(super) fn remember(&mut self, id: SeriesId, hash: u64) {
        if self.ids.find(hash, |(_, known)| *known == id).is_none() {
            self.ids.insert_unique(hash, (hash, id), |(hash, _)| *hash);
        }
    }
}

impl<A: CachedPerThread> ThreadCache<A> {
    /// The cached series, which is attached first if need be; `None` if there are too many.
    #[inline]
    pub(super) fn cached(
        &mut self,
        id: SeriesId,
        layout: &Layout,
        series: impl FnOnce() -> Option<Arc<Series<A>>>,
    ) -> Option<&mut CachedSeries<A>> {
        let index = id.index();
        let is_cached = matches!(self.series.get(index), Some(Some(cached)) if cached.id == id);
        if !is_cached {
            self.attach(id, layout, series()?, A::all_threads().add_shard()?);
        }
        self.series.get_mut(index)?.as_mut()
    }

    #[cold]
    fn attach(&mut self, id: SeriesId, layout: &Layout, series: Arc<Series<A>>, counted: CountedShard) {
        let index = id.index();
        if self.series.len() <= index {
            self.series.resize_with(index.saturating_add(1), || None);
        }
        let shard = series.attach_shard(layout);
        let before = self.series[index].replace(CachedSeries {
            id,
            series,
            shard,
            model_series: Vec::new(),
            attachment: A::OfThread::default(),
            sum: 0,
            _counted: counted,
        });
        // A dropped series had this index before; its id is not valid any more.
        if let Some(before) = before
            && let Ok(entry) = self.ids.find_entry(before.series.hash, |(_, known)| *known == before.id)
        {
            entry.remove();
        }
    }
}
