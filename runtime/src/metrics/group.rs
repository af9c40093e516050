//! Finds and writes the series of one group, first in the thread's cache, else in the table, and enforces the series cap.

use super::{
    cells::{Cells, Layout},
    dropped::Dropped,
    lookup_key::LookupKey,
    registry::Options,
    schema::{GroupKind, SumBy, call::MODEL},
    series::{OVERFLOW, Series, SeriesId, UNKNOWN, same_label},
    series_attachment::SeriesAttachment,
    series_table::Table,
    thread_cache::{CachedPerThread, CachedSeries, ThreadCache},
};
use crate::label::bounded;
use hashbrown::DefaultHashBuilder;
use parking_lot::Mutex;
use std::{
    borrow::Cow,
    hash::BuildHasher,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// The values of one label that get an overflow series each, because a family filters by them and has to stay exact above
/// the cap, too.
#[derive(Debug, Default)]
pub(super) struct OverflowSplit {
    /// The index of the label.
    pub(super) label: usize,
    pub(super) values: Vec<&'static str>,
}

/// All series whose families share their label names.
#[derive(Debug)]
pub(crate) struct Group<A: SeriesAttachment> {
    pub(crate) names: &'static [&'static str],
    pub(crate) layout: Layout,
    overflow_split: OverflowSplit,
    /// The sums over series that families show.
    sums: Box<[SumBy]>,
    /// Which of the thread's caches is the group's; `None` for a registry that threads do not cache.
    cache: Option<GroupKind>,
    cap: usize,
    /// How many bytes the value of a label may have.
    label_limit: usize,
    truncated_labels: AtomicU64,
    hasher: DefaultHashBuilder,
    table: Mutex<Table<A>>,
    overflow_records: AtomicU64,
}

/// Finds the series with exactly these labels.
pub(crate) type Find<'a> = &'a dyn Fn(&[&str]) -> SeriesId;

/// Writes the cells of a series, with its attachments; that of the thread is `None` where the thread caches no series.
pub(crate) trait Write<A: SeriesAttachment, R>:
    FnMut(&Series<A>, Option<&mut A::OfThread>, Cells<'_>) -> R
{
}
impl<A: SeriesAttachment, R, F: FnMut(&Series<A>, Option<&mut A::OfThread>, Cells<'_>) -> R> Write<A, R> for F {}

impl<A: SeriesAttachment> Group<A> {
    pub(super) fn new(
        kind: GroupKind,
        layout: Layout,
        overflow_split: OverflowSplit,
        sums: Vec<SumBy>,
        options: &Options,
        is_cached: bool,
    ) -> Self {
        let names = kind.schema().labels;
        let all_overflow = vec![OVERFLOW; names.len()];
        let split = overflow_split.values.iter().map(|value| {
            let mut key = all_overflow.clone();
            key[overflow_split.label] = value;
            key
        });
        let keys = std::iter::once(all_overflow.clone()).chain(split);
        Self {
            names,
            layout,
            table: Mutex::new(Table::new(keys.map(|key| Series::new(0, names, &key)))),
            overflow_split,
            cache: is_cached.then_some(kind),
            cap: options.series_cap,
            label_limit: options.label_value_length_limit,
            truncated_labels: AtomicU64::new(0),
            sums: sums.into(),
            hasher: DefaultHashBuilder::default(),
            overflow_records: AtomicU64::new(0),
        }
    }

    /// Every series, first the [`overflow_series_count`](Self::overflow_series_count).
    pub(crate) fn all(&self) -> Vec<Arc<Series<A>>> {
        self.all_and_dropped().0
    }

    /// Every series, and what those that were dropped have counted. A series is in one of them.
    pub(crate) fn all_and_dropped(&self) -> (Vec<Arc<Series<A>>>, Arc<Dropped>) {
        let table = self.table.lock();
        (table.iter().map(|(_, series)| Arc::clone(series)).collect(), Arc::clone(&table.dropped))
    }

    /// Every series that can be dropped, with its id.
    pub(super) fn droppable(&self) -> Vec<(SeriesId, Arc<Series<A>>)> {
        let table = self.table.lock();
        table.iter().skip(self.overflow_series_count()).map(|(id, series)| (id, Arc::clone(series))).collect()
    }

    pub(crate) fn series(&self, id: SeriesId) -> Option<Arc<Series<A>>> {
        self.table.lock().get(id).cloned()
    }

    /// The number of overflow series.
    pub(crate) fn overflow_series_count(&self) -> usize {
        self.overflow_split.values.len().saturating_add(1)
    }

    #[inline]
    pub(crate) fn is_overflow(&self, id: SeriesId) -> bool {
        id.index() < self.overflow_series_count()
    }

    /// How often a new label set exceeded the cap.
    pub(crate) fn overflow_records(&self) -> u64 {
        self.overflow_records.load(Relaxed)
    }

    /// The value of a label as it is stored.
    pub(super) fn bounded<'a>(&self, value: &'a str) -> Cow<'a, str> {
        bounded(value, self.label_limit)
    }

    /// How many label values were cut.
    pub(crate) fn truncated_labels(&self) -> u64 {
        self.truncated_labels.load(Relaxed)
    }

    /// Drops series that have expired, unless they were used since.
    pub(super) fn drop_series(&self, expired: &[SeriesId]) {
        self.table.lock().drop_series(expired, &self.sums, self.layout.width);
    }

    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.table.lock().capacity()
    }
}

impl<A: CachedPerThread> Group<A> {
    /// Returns the series of the key, in which `begin` counts one more that is active. If the thread has not seen the key before,
    /// `resolve` composes all labels and finds the series with exactly these.
    #[inline]
    pub(crate) fn begin<const N: usize>(
        &self,
        key: &LookupKey<'_, N>,
        resolve: impl FnOnce(Find<'_>) -> SeriesId,
        begin: impl Fn(Cells<'_>),
    ) -> SeriesId {
        let cached = self.with_cache(|cache| {
            let cached = cache.get(key)?;
            begin(cached.cells(&self.layout)?);
            Some(cached.id)
        });
        match cached {
            Some(Some(id)) => id,
            _ => self.begin_uncached(key, resolve, begin),
        }
    }

    #[cold]
    fn begin_uncached<const N: usize>(
        &self,
        key: &LookupKey<'_, N>,
        resolve: impl FnOnce(Find<'_>) -> SeriesId,
        begin: impl Fn(Cells<'_>),
    ) -> SeriesId {
        let id = resolve(&|key| self.find(key));
        self.write(id, begin);
        if !self.is_overflow(id) {
            self.with_cache(|cache| cache.remember_slot(key, id));
        }
        id
    }

    /// The series with exactly these labels: an overflow series if it is new and the cap is reached.
    pub(crate) fn find(&self, key: &[&str]) -> SeriesId {
        if key.iter().any(|value| value.len() > self.label_limit) {
            return self.find_truncated(key);
        }
        let hash = self.hasher.hash_one(key);
        let cached = self.with_cache(|cache| cache.find(hash, key)).flatten();
        cached.unwrap_or_else(|| self.find_in_table(hash, key))
    }

    /// The series with these labels, of which those that are too long are cut.
    #[cold]
    fn find_truncated(&self, key: &[&str]) -> SeriesId {
        let truncated = key.iter().filter(|value| value.len() > self.label_limit).count();
        self.truncated_labels.fetch_add(truncated as u64, Relaxed);
        let key: Vec<_> = key.iter().map(|value| self.bounded(value)).collect();
        self.find(&key.iter().map(|value| &**value).collect::<Vec<_>>())
    }

    #[cold]
    fn find_in_table(&self, hash: u64, key: &[&str]) -> SeriesId {
        if key.iter().all(|value| *value == OVERFLOW) {
            return self.overflow(key);
        }
        let Some(id) = self.find_or_insert(hash, key) else {
            self.overflow_records.fetch_add(1, Relaxed);
            return self.overflow(key);
        };
        self.with_cache(|cache| {
            if cache.cached(id, &self.layout, || self.series(id)).is_some() {
                cache.remember(id, hash);
            }
        });
        id
    }

    fn find_or_insert(&self, hash: u64, key: &[&str]) -> Option<SeriesId> {
        let mut table = self.table.lock();
        if let Some((id, series)) = table.find(hash, key) {
            series.idle.keep();
            return Some(id);
        }
        // A call whose model the answer names takes one place of the cap, not two: what it begins in has places of its own.
        let is_provisional = self.names.get(MODEL) == Some(&"model") && key[MODEL] == UNKNOWN;
        if table.len(is_provisional) >= self.cap {
            return None;
        }
        let mut series = Series::new(hash, self.names, key);
        series.is_provisional = is_provisional;
        table.insert(series)
    }

    /// The overflow series for these labels.
    fn overflow(&self, key: &[&str]) -> SeriesId {
        let OverflowSplit { label, values } = &self.overflow_split;
        let index = values.iter().position(|value| *value == key[*label]).map_or(0, |index| index.saturating_add(1));
        SeriesId { index: u32::try_from(index).unwrap_or(0), generation: 0 }
    }

    /// Writes the cells of a series.
    #[inline]
    pub(crate) fn write(&self, id: SeriesId, mut write: impl FnMut(Cells<'_>)) {
        self.write_series(id, |_, _, cells| write(cells));
    }

    /// Writes the cells of a series, with its attachments; `None` if the series is gone.
    #[inline]
    pub(crate) fn write_series<R>(&self, id: SeriesId, mut write: impl Write<A, R>) -> Option<R> {
        let cached = self.with_cache(|cache| {
            let cached = cache.cached(id, &self.layout, || self.series(id))?;
            let CachedSeries { series, shard, attachment, .. } = cached;
            Some(write(series, Some(attachment), series.cells(&self.layout, shard)?))
        });
        cached.flatten().or_else(|| {
            let series = self.series(id)?;
            series.with_base(&self.layout, |cells| write(&series, None, cells))
        })
    }

    /// Ends an LLM call that began in the series `id`: `end` counts one less that is active there, and `write` writes to the
    /// series of the model that answered, which is returned. It is the same one if the two names mean the `same_model`, if it is
    /// an overflow series, or if nothing is known of an answer.
    #[inline]
    pub(crate) fn end_under_answering_model<R>(
        &self,
        id: SeriesId,
        answered: Option<&str>,
        same_model: impl Fn(&str, &str) -> bool,
        end: impl Fn(Cells<'_>),
        mut write: impl Write<A, R>,
    ) -> (SeriesId, Option<R>) {
        let finished = self.with_cache(|cache| {
            let cached = cache.cached(id, &self.layout, || self.series(id))?;
            let requested = &cached.series.key[MODEL];
            let stays = match answered {
                None => true,
                Some(model) => {
                    same_label(requested, model) || cached.model_series(model) == Some(id) || self.is_overflow(id)
                }
            };
            if !stays {
                return None;
            }
            let CachedSeries { series, shard, attachment, .. } = cached;
            let cells = series.cells(&self.layout, shard)?;
            end(cells);
            Some(write(series, Some(attachment), cells))
        });
        if let Some(Some(result)) = finished {
            return (id, Some(result));
        }
        self.end_under_other_model(id, answered, same_model, end, write)
    }

    #[cold]
    fn end_under_other_model<R>(
        &self,
        id: SeriesId,
        answered: Option<&str>,
        same_model: impl Fn(&str, &str) -> bool,
        end: impl Fn(Cells<'_>),
        write: impl Write<A, R>,
    ) -> (SeriesId, Option<R>) {
        self.write(id, end);
        let answered = match answered {
            Some(model) if !self.is_overflow(id) => {
                self.model_series(id, model, |requested| same_model(requested, model))
            }
            _ => id,
        };
        (answered, self.write_series(answered, write))
    }

    /// The series that is labelled like `id` but for the model.
    fn model_series(&self, id: SeriesId, model: &str, stays: impl Fn(&str) -> bool) -> SeriesId {
        let cached =
            |cache: &mut ThreadCache<A>| cache.cached(id, &self.layout, || self.series(id))?.model_series(model);
        let found = self.with_cache(cached).flatten();
        // A series that was dropped since is looked up again.
        let found = found.filter(|found| *found == id || self.is_live(*found));
        found.unwrap_or_else(|| self.find_model_series(id, model, stays))
    }

    #[cold]
    fn find_model_series(&self, id: SeriesId, model: &str, stays: impl Fn(&str) -> bool) -> SeriesId {
        let Some(series) = self.series(id) else { return id };
        let found = if stays(&series.key[MODEL]) {
            id
        } else {
            let mut key: Vec<&str> = series.key.iter().map(|value| &**value).collect();
            key[MODEL] = model;
            self.find(&key)
        };
        if !self.is_overflow(found) && model.len() <= self.label_limit {
            self.with_cache(|cache| {
                if let Some(cached) = cache.cached(id, &self.layout, || self.series(id)) {
                    cached.remember_model_series(model, found);
                }
            });
        }
        found
    }

    /// True if the series exists and is not about to be dropped.
    fn is_live(&self, id: SeriesId) -> bool {
        let is_live = |cached: &mut CachedSeries<A>| !cached.series.idle.is_retiring();
        self.with_cache(|cache| cache.cached(id, &self.layout, || self.series(id)).is_some_and(is_live))
            .unwrap_or(false)
    }

    /// Runs with the thread's cache of the group; `None` where there is none, or the thread is ending.
    #[inline]
    fn with_cache<R>(&self, run: impl FnOnce(&mut ThreadCache<A>) -> R) -> Option<R> {
        let group = self.cache?;
        A::with_thread_caches(|caches| Some(run(caches.of_group(group))))
    }
}
