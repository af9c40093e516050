//! A group: all series whose families share their labels, found by one look-up.
//!
//! A thread keeps what it has found (the *local* part), so that the table and its lock are needed once a thread and
//! series. Keys are compared, never only hashed.

use super::series::{Cells, Layout, Series};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::{
    cell::RefCell,
    hash::BuildHasher,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// The value of every label of the series that takes what is above the cap.
pub(crate) const OVERFLOW: &str = "_overflow";

/// Where a series stands in its group. Small and `Copy`: it is what a running call holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeriesId(u32);

/// Values of one label (its index) that a family picks out. Above the cap they are kept apart, so that this family stays
/// exact too; where all labels are shown they are one series.
pub(crate) type Picked = Option<(usize, &'static [&'static str])>;

#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) names: &'static [&'static str],
    pub(crate) layout: Layout,
    picked: Picked,
    /// How many of the first series take what is above the cap.
    overflows: u32,
    /// Which local part is this group's; `None` for a registry that threads keep nothing of.
    local: Option<usize>,
    cap: usize,
    hasher: DefaultHashBuilder,
    table: Mutex<Table>,
    overflowed: AtomicU64,
}

#[derive(Debug)]
struct Table {
    ids: HashTable<u32>,
    series: Vec<Arc<Series>>,
}

impl Group {
    pub(crate) fn new(
        names: &'static [&'static str],
        layout: Layout,
        picked: Picked,
        cap: usize,
        local: Option<usize>,
    ) -> Self {
        let mut key = vec![OVERFLOW; names.len()];
        let mut series = vec![Arc::new(Series::new(0, names, &key, layout.width))];
        let mut overflows = 1;
        if let Some((label, values)) = picked {
            for value in values {
                key[label] = value;
                series.push(Arc::new(Series::new(0, names, &key, layout.width)));
                overflows += 1;
            }
        }
        Self {
            names,
            layout,
            picked,
            overflows,
            local,
            cap,
            hasher: DefaultHashBuilder::default(),
            table: Mutex::new(Table { ids: HashTable::new(), series }),
            overflowed: AtomicU64::new(0),
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The series with exactly these labels; the overflow series if it is new and the cap is reached.
    pub(crate) fn find(&self, key: &[&str]) -> SeriesId {
        let hash = self.hasher.hash_one(key);
        let known = self.with_local(|local| local.find(hash, key)).flatten();
        known.unwrap_or_else(|| self.find_in_table(hash, key))
    }

    #[cold]
    fn find_in_table(&self, hash: u64, key: &[&str]) -> SeriesId {
        if key.iter().all(|value| *value == OVERFLOW) {
            return SeriesId(0);
        }
        let mut table = self.table();
        let Table { ids, series } = &mut *table;
        if let Some(id) = ids.find(hash, |id| series[*id as usize].has_key(key)) {
            let id = SeriesId(*id);
            drop(table);
            self.remember(id, hash);
            return id;
        }
        let id = u32::try_from(series.len()).ok();
        let Some(id) = id.filter(|_| series.len() - (self.overflows as usize) < self.cap) else {
            self.overflowed.fetch_add(1, Relaxed);
            return self.overflow(key);
        };
        series.push(Arc::new(Series::new(hash, self.names, key, self.layout.width)));
        ids.insert_unique(hash, id, |id| series[*id as usize].hash);
        drop(table);
        self.remember(SeriesId(id), hash);
        SeriesId(id)
    }

    /// The series for what is above the cap.
    fn overflow(&self, key: &[&str]) -> SeriesId {
        let value = |(label, values): (usize, &[&str])| values.iter().position(|value| *value == key[label]);
        let index = self.picked.and_then(value).map_or(0, |index| index + 1);
        SeriesId(u32::try_from(index).unwrap_or(0))
    }

    pub(crate) fn is_overflow(&self, id: SeriesId) -> bool {
        id.0 < self.overflows
    }

    /// The series like this one but for one label, whose value is to be `wanted`; this one if its value means the `same`.
    /// What is above the cap stays there.
    pub(crate) fn variant(&self, id: SeriesId, label: usize, wanted: &str, same: impl Fn(&str) -> bool) -> SeriesId {
        if self.is_overflow(id) {
            return id;
        }
        let known = self.with_local(|local| {
            let own = local.own(id, || self.series(id));
            if *own.series.key[label] == *wanted {
                return Some(id);
            }
            own.variants.iter().find(|(value, _)| **value == *wanted).map(|(_, variant)| *variant)
        });
        known.flatten().unwrap_or_else(|| self.find_variant(id, label, wanted, same))
    }

    #[cold]
    fn find_variant(&self, id: SeriesId, label: usize, wanted: &str, same: impl Fn(&str) -> bool) -> SeriesId {
        let series = self.series(id);
        let variant = if same(&series.key[label]) {
            id
        } else {
            let mut key: Vec<&str> = series.key.iter().map(|value| &**value).collect();
            key[label] = wanted;
            self.find(&key)
        };
        if !self.is_overflow(variant) {
            self.with_local(|local| {
                let variants = &mut local.own(id, || self.series(id)).variants;
                if variants.len() < MOST_VARIANTS {
                    variants.push((wanted.into(), variant));
                }
            });
        }
        variant
    }

    /// Lets the calling thread find the series by itself next time.
    fn remember(&self, id: SeriesId, hash: u64) {
        self.with_local(|local| {
            local.own(id, || self.series(id));
            local.remember(id, hash);
        });
    }

    pub(crate) fn series(&self, id: SeriesId) -> Arc<Series> {
        Arc::clone(&self.table().series[id.0 as usize])
    }

    /// Writes the cells of a series, as the only writer of these cells.
    pub(crate) fn write(&self, id: SeriesId, mut write: impl FnMut(Cells<'_>)) {
        self.write_series(id, |_, cells| write(cells));
    }

    /// As [`write`](Self::write), with the series at hand.
    pub(crate) fn write_series<R>(&self, id: SeriesId, mut write: impl FnMut(&Series, Cells<'_>) -> R) -> R {
        let own = self.with_local(|local| {
            let own = local.own(id, || self.series(id));
            write(&own.series, self.layout.cells(&own.shard))
        });
        own.unwrap_or_else(|| {
            let series = self.series(id);
            series.with_base(&self.layout, |cells| write(&series, cells))
        })
    }

    /// `None` where the thread keeps nothing of this group, or is ending.
    fn with_local<R>(&self, f: impl FnOnce(&mut Local) -> R) -> Option<R> {
        let index = self.local?;
        LOCALS.try_with(|locals| Some(f(locals.try_borrow_mut().ok()?.get_mut(index)?))).ok().flatten()
    }

    /// Every series.
    pub(crate) fn all(&self) -> Vec<Arc<Series>> {
        self.table().series.clone()
    }

    /// How many of the first series take what is above the cap.
    pub(crate) fn overflows(&self) -> usize {
        self.overflows as usize
    }

    /// How often a label set was over the cap.
    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Relaxed)
    }
}

/// How many groups a thread keeps a local part of.
pub(crate) const LOCAL_GROUPS: usize = 5;

thread_local! {
    static LOCALS: RefCell<[Local; LOCAL_GROUPS]> = RefCell::default();
}

/// What one thread knows of one group.
#[derive(Default)]
struct Local {
    ids: HashTable<(u64, SeriesId)>,
    /// By id.
    own: Vec<Option<Own>>,
}

/// A series, and the shard of it that only this thread writes.
struct Own {
    series: Arc<Series>,
    shard: Arc<[AtomicU64]>,
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

impl Local {
    fn find(&self, hash: u64, key: &[&str]) -> Option<SeriesId> {
        let is_it = |(_, id): &(u64, SeriesId)| matches!(self.own.get(id.0 as usize), Some(Some(own)) if own.series.has_key(key));
        self.ids.find(hash, is_it).map(|(_, id)| *id)
    }

    fn remember(&mut self, id: SeriesId, hash: u64) {
        if self.ids.find(hash, |(_, known)| *known == id).is_none() {
            self.ids.insert_unique(hash, (hash, id), |(hash, _)| *hash);
        }
    }

    fn own(&mut self, id: SeriesId, series: impl FnOnce() -> Arc<Series>) -> &mut Own {
        let index = id.0 as usize;
        if self.own.len() <= index {
            self.own.resize_with(index + 1, || None);
        }
        self.own[index].get_or_insert_with(|| {
            let series = series();
            let shard = series.join();
            Own { series, shard, variants: Vec::new() }
        })
    }
}
