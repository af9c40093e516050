//! A group: all series whose families share their labels, found by one look-up.
//!
//! A thread keeps what it has found (see [`thread_cache`](super::thread_cache)), so that the table and its lock are needed once a thread
//! and series. Keys are compared, never only hashed.

use super::{
    attachment::Attachment,
    lookup_key::LookupKey,
    series::{Cells, Layout, OVERFLOW, Series, SeriesId, same},
    thread_cache::{CachedSeries, ThreadCache},
};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::{
    hash::BuildHasher,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// Values of one label (its index) that a family picks out. Above the cap they are kept apart, so that this family stays
/// exact too; where all labels are shown they are one series.
pub(crate) type PreservedLabel = Option<(usize, &'static [&'static str])>;

#[derive(Debug)]
pub(crate) struct Group<A: Attachment> {
    pub(crate) names: &'static [&'static str],
    pub(crate) layout: Layout,
    preserved: PreservedLabel,
    /// How many of the first series take what is above the cap.
    overflows: u32,
    /// Which local part is this group's; `None` for a registry that threads keep nothing of.
    local: Option<usize>,
    cap: usize,
    hasher: DefaultHashBuilder,
    table: Mutex<Table<A>>,
    overflowed: AtomicU64,
}

#[derive(Debug)]
struct Table<A: Attachment> {
    ids: HashTable<u32>,
    places: Vec<Place<A>>,
    /// Places whose series were dropped.
    free: Vec<u32>,
}

#[derive(Debug)]
struct Place<A: Attachment> {
    generation: u32,
    series: Option<Arc<Series<A>>>,
}

impl<A: Attachment> Place<A> {
    fn new(series: Series<A>) -> Self {
        Self { generation: 0, series: Some(Arc::new(series)) }
    }
}

impl<A: Attachment> Table<A> {
    fn series(&self, id: SeriesId) -> Option<&Arc<Series<A>>> {
        let place = self.places.get(id.index())?;
        place.series.as_ref().filter(|_| place.generation == id.generation)
    }

    fn find(&self, hash: u64, key: &[&str]) -> Option<(SeriesId, &Arc<Series<A>>)> {
        let at = |index: &u32| self.places[*index as usize].series.as_ref();
        let index = *self.ids.find(hash, |index| at(index).is_some_and(|series| series.has_key(key)))?;
        let place = &self.places[index as usize];
        Some((SeriesId { index, generation: place.generation }, place.series.as_ref()?))
    }

    fn insert(&mut self, series: Series<A>) -> Option<SeriesId> {
        let hash = series.hash;
        let index = if let Some(index) = self.free.pop() {
            let place = &mut self.places[index as usize];
            place.series = Some(Arc::new(series));
            index
        } else {
            let index = u32::try_from(self.places.len()).ok()?;
            self.places.push(Place::new(series));
            index
        };
        let places = &self.places;
        let hash_of = |index: &u32| places[*index as usize].series.as_ref().map_or(0, |series| series.hash);
        self.ids.insert_unique(hash, index, hash_of);
        Some(SeriesId { index, generation: self.places[index as usize].generation })
    }
}

/// Finds the series with these labels.
pub(crate) type Find<'a> = &'a dyn Fn(&[&str]) -> SeriesId;

/// Writes a series.
pub(crate) trait Write<A: Attachment, R>: FnMut(&Series<A>, &mut A::OfThread, Cells<'_>) -> R {}
impl<A: Attachment, R, F: FnMut(&Series<A>, &mut A::OfThread, Cells<'_>) -> R> Write<A, R> for F {}

impl<A: Attachment> Group<A> {
    pub(crate) fn new(
        names: &'static [&'static str],
        layout: Layout,
        preserved: PreservedLabel,
        cap: usize,
        local: Option<usize>,
    ) -> Self {
        let mut key = vec![OVERFLOW; names.len()];
        let mut places = vec![Place::new(Series::new(0, names, &key, layout.width))];
        let mut overflows = 1;
        if let Some((label, values)) = preserved {
            for value in values {
                key[label] = value;
                places.push(Place::new(Series::new(0, names, &key, layout.width)));
                overflows += 1;
            }
        }
        Self {
            names,
            layout,
            preserved,
            overflows,
            local,
            cap,
            hasher: DefaultHashBuilder::default(),
            table: Mutex::new(Table { ids: HashTable::new(), places, free: Vec::new() }),
            overflowed: AtomicU64::new(0),
        }
    }

    fn table(&self) -> MutexGuard<'_, Table<A>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The series that the question leads to, of which one more is active now. If the thread has not met it, `answer` puts
    /// all labels together, and finds the series with exactly these: the overflow series if it is new and the cap is
    /// reached.
    #[inline]
    pub(crate) fn begin<const N: usize>(
        &self,
        key: &LookupKey<'_, N>,
        answer: impl FnOnce(Find<'_>) -> SeriesId,
    ) -> SeriesId {
        let known = self.with_local(|local| {
            let own = local.get(key)?;
            self.layout.cells(&own.shard)?.inc_active();
            Some(own.id)
        });
        match known {
            Some(Some(id)) => id,
            _ => self.begin_anew(key, answer),
        }
    }

    #[cold]
    fn begin_anew<const N: usize>(
        &self,
        key: &LookupKey<'_, N>,
        answer: impl FnOnce(Find<'_>) -> SeriesId,
    ) -> SeriesId {
        let id = answer(&|key| self.find(key));
        self.write(id, |cells: Cells<'_>| cells.inc_active());
        if !self.is_overflow(id) {
            self.with_local(|local| local.remember_slot(key, id));
        }
        id
    }

    /// The same without one more that is active.
    pub(crate) fn find(&self, key: &[&str]) -> SeriesId {
        let hash = self.hasher.hash_one(key);
        let known = self.with_local(|local| local.find(hash, key)).flatten();
        known.unwrap_or_else(|| self.find_in_table(hash, key))
    }

    #[cold]
    fn find_in_table(&self, hash: u64, key: &[&str]) -> SeriesId {
        if key.iter().all(|value| *value == OVERFLOW) {
            return self.overflow(key);
        }
        let mut table = self.table();
        let known = table.find(hash, key).map(|(id, series)| {
            // It comes back before it was dropped.
            series.retiring.store(false, Relaxed);
            id
        });
        let id = known.or_else(|| {
            let has_room = table.ids.len() < self.cap;
            has_room.then(|| table.insert(Series::new(hash, self.names, key, self.layout.width))).flatten()
        });
        drop(table);
        let Some(id) = id else {
            self.overflowed.fetch_add(1, Relaxed);
            return self.overflow(key);
        };
        self.with_local(|local| {
            local.own(id, || self.series(id));
            local.remember(id, hash);
        });
        id
    }

    /// The series for what is above the cap.
    fn overflow(&self, key: &[&str]) -> SeriesId {
        let value = |(label, values): (usize, &[&str])| values.iter().position(|value| *value == key[label]);
        let index = self.preserved.and_then(value).map_or(0, |index| index + 1);
        SeriesId { index: u32::try_from(index).unwrap_or(0), generation: 0 }
    }

    #[inline]
    pub(crate) fn is_overflow(&self, id: SeriesId) -> bool {
        id.index < self.overflows
    }

    /// The series like this one but for one label, whose value is to be `wanted`; this one if its value means the `same`.
    /// What is above the cap stays there.
    #[cold]
    fn find_variant(&self, id: SeriesId, label: usize, wanted: &str, same: impl Fn(&str) -> bool) -> SeriesId {
        let Some(series) = self.series(id) else { return id };
        let variant = if same(&series.key[label]) {
            id
        } else {
            let mut key: Vec<&str> = series.key.iter().map(|value| &**value).collect();
            key[label] = wanted;
            self.find(&key)
        };
        if !self.is_overflow(variant) {
            self.with_local(|local| {
                if let Some(own) = local.own(id, || self.series(id)) {
                    own.remember_variant(wanted, variant);
                }
            });
        }
        variant
    }

    pub(crate) fn series(&self, id: SeriesId) -> Option<Arc<Series<A>>> {
        self.table().series(id).cloned()
    }

    /// Writes the cells of a series, as the only writer of these cells.
    #[inline]
    pub(crate) fn write(&self, id: SeriesId, mut write: impl FnMut(Cells<'_>)) {
        self.write_series(id, |_, _, cells| write(cells));
    }

    /// As [`write`](Self::write), with the series at hand, and what the thread holds of its price.
    #[inline]
    pub(crate) fn write_series<R>(&self, id: SeriesId, mut write: impl Write<A, R>) -> Option<R> {
        let own = self.with_local(|local| {
            let own = local.own(id, || self.series(id))?;
            Some(write(&own.series, &mut own.attachment, self.layout.cells(&own.shard)?))
        });
        own.unwrap_or_else(|| {
            let series = self.series(id)?;
            series.with_base(&self.layout, |cells| write(&series, &mut A::OfThread::default(), cells))
        })
    }

    /// One less is active in the series.
    pub(crate) fn end(&self, id: SeriesId) {
        self.write(id, |cells: Cells<'_>| cells.dec_active());
    }

    /// Ends what began in the series `id`: one less is active there, and it is written to the one of its variants whose
    /// label is `wanted` (or means the `same`); without a wish to the series itself. Says which that was.
    #[inline]
    pub(crate) fn finish_as_model<R>(
        &self,
        id: SeriesId,
        label: usize,
        wanted: Option<&str>,
        meaning: impl Fn(&str, &str) -> bool,
        otherwise: &str,
        mut write: impl Write<A, R>,
    ) -> (SeriesId, Option<R>) {
        let known = self.with_local(|local| {
            let own = local.own(id, || self.series(id))?;
            let labelled = &own.series.key[label];
            let here = match wanted {
                None => !labelled.is_empty(),
                Some(wanted) => same(labelled, wanted) || own.variant(wanted) == Some(id) || self.is_overflow(id),
            };
            if !here {
                return None;
            }
            let cells = self.layout.cells(&own.shard)?;
            cells.dec_active();
            Some(write(&own.series, &mut own.attachment, cells))
        });
        if let Some(Some(result)) = known {
            return (id, Some(result));
        }
        let same = |own: &str| wanted.map_or(!own.is_empty(), |wanted| meaning(own, wanted));
        self.end_elsewhere(id, label, wanted.unwrap_or(otherwise), same, write)
    }

    #[cold]
    fn end_elsewhere<R>(
        &self,
        id: SeriesId,
        label: usize,
        wanted: &str,
        same: impl Fn(&str) -> bool,
        write: impl Write<A, R>,
    ) -> (SeriesId, Option<R>) {
        self.end(id);
        let variant = if self.is_overflow(id) { id } else { self.variant(id, label, wanted, same) };
        (variant, self.write_series(variant, write))
    }

    fn variant(&self, id: SeriesId, label: usize, wanted: &str, same: impl Fn(&str) -> bool) -> SeriesId {
        let known = self.with_local(|local| local.own(id, || self.series(id))?.variant(wanted)).flatten();
        // A variant that was dropped since is found anew.
        let known = known.filter(|variant| *variant == id || self.is_known(*variant));
        known.unwrap_or_else(|| self.find_variant(id, label, wanted, same))
    }

    /// Whether the calling thread's part of this series is in force.
    fn is_known(&self, id: SeriesId) -> bool {
        let in_force = |own: &mut CachedSeries<A>| !own.series.retiring.load(Relaxed);
        self.with_local(|local| local.own(id, || self.series(id)).is_some_and(in_force)).unwrap_or(false)
    }

    /// `None` where the thread keeps nothing of this group, or is ending.
    #[inline]
    fn with_local<R>(&self, f: impl FnOnce(&mut ThreadCache<A>) -> R) -> Option<R> {
        let group = self.local?;
        A::with_thread_caches(|caches| Some(f(caches.of_group(group)?)))
    }

    /// Every series.
    pub(crate) fn all(&self) -> Vec<Arc<Series<A>>> {
        self.table().places.iter().filter_map(|place| place.series.clone()).collect()
    }

    /// How many of the first series take what is above the cap.
    pub(crate) fn overflows(&self) -> usize {
        self.overflows as usize
    }

    /// How often a label set was over the cap.
    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Relaxed)
    }

    /// Drops the series that `is_expired`; asked only of those that take no overflow.
    pub(crate) fn drop_series(&self, is_expired: impl Fn(&Series<A>) -> bool) {
        let mut table = self.table();
        let Table { ids, places, free } = &mut *table;
        for (index, place) in places.iter_mut().enumerate().skip(self.overflows as usize) {
            let Some(series) = place.series.take_if(|series| is_expired(series)) else { continue };
            place.generation = place.generation.wrapping_add(1);
            if let Ok(entry) = ids.find_entry(series.hash, |known| *known as usize == index) {
                entry.remove();
            }
            free.extend(u32::try_from(index));
        }
    }
}
