//! What one thread knows of the groups: where it has found series, and the shards that only it writes.

use super::{
    asked::Asked,
    group::SeriesId,
    series::{Series, Shard, same},
};
use crate::pricing::ThreadQuote;
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
    /// Where look-ups ended last, by [`Asked::place`]. A power of two, or none.
    ways: Vec<Way>,
    ids: HashTable<(u64, SeriesId)>,
    /// By index.
    own: Vec<Option<Own>>,
}

/// A context, which labels were given beside it, and the series that they led to. The key of the series says what was given.
#[derive(Clone, Copy)]
struct Way {
    context: u64,
    given: u8,
    id: SeriesId,
}

impl Way {
    const NONE: Self = Self { context: u64::MAX, given: 0, id: SeriesId::NONE };
}

/// Ways are remembered for so many series of a thread, beyond which the table is asked more often.
const MOST_WAYS: usize = 8_192;

/// A series, and the shard of it that only this thread writes.
pub(super) struct Own {
    pub(super) id: SeriesId,
    pub(super) series: Arc<Series>,
    pub(super) shard: Shard,
    /// The series that differ in one label, as they were found before.
    variants: Vec<(Box<str>, SeriesId)>,
    /// What the model costs that the series is of.
    pub(super) quote: Option<Box<ThreadQuote>>,
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
        Self { ways: Vec::new(), ids: HashTable::new(), own: Vec::new() }
    }

    /// The series that the same question led to before, if nothing else has taken its place since. The place is only a
    /// guess; the labels decide.
    #[inline]
    pub(super) fn by_way<const N: usize>(&mut self, asked: &Asked<'_, N>) -> Option<&mut Own> {
        let way = self.ways.get(asked.place() & self.ways.len().wrapping_sub(1))?;
        if way.context != asked.context || way.given != asked.given() {
            return None;
        }
        let own = self.own.get_mut(way.id.index())?.as_mut()?;
        (own.id == way.id && own.series.is_as(asked)).then_some(own)
    }

    /// The same question is answered at once next time.
    pub(super) fn remember_way<const N: usize>(&mut self, asked: &Asked<'_, N>, id: SeriesId) {
        let wanted = (self.ids.len() * 2).next_power_of_two().clamp(16, MOST_WAYS);
        if self.ways.len() < wanted {
            self.ways.clear();
            self.ways.resize(wanted, Way::NONE);
        }
        let place = asked.place() & (self.ways.len() - 1);
        self.ways[place] = Way { context: asked.context, given: asked.given(), id };
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
        let before = self.own[index].replace(Own { id, series, shard, variants: Vec::new(), quote: None });
        // The place was another series', which is gone: so is the way to it.
        if let Some(before) = before
            && let Ok(entry) = self.ids.find_entry(before.series.hash, |(_, known)| *known == before.id)
        {
            entry.remove();
        }
    }
}

impl Series {
    /// Whether it has this key and is not about to be dropped.
    fn is(&self, key: &[&str]) -> bool {
        self.has_key(key) && !self.retiring.load(Relaxed)
    }

    /// Whether it has the labels that were given, and is not about to be dropped.
    #[inline]
    fn is_as<const N: usize>(&self, asked: &Asked<'_, N>) -> bool {
        let mut labels = self.key.iter().zip(asked.labels);
        labels.all(|(own, label)| label.is_empty() || same(own, label)) && !self.retiring.load(Relaxed)
    }
}
