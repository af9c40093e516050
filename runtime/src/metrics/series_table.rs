//! Finds a series by its label set; keys are compared, never only hashed.

use super::{
    dropped::Dropped,
    schema::SumBy,
    series::{Series, SeriesId},
    series_attachment::SeriesAttachment,
};
use hashbrown::HashTable;
use std::{collections::BTreeSet, sync::Arc};

/// The series of a group, at stable positions.
#[derive(Debug)]
pub(super) struct Table<A: SeriesAttachment> {
    /// The positions of the series that can be found, by the hash of their key.
    indices: HashTable<u32>,
    slots: Vec<Slot<A>>,
    /// Positions whose series were dropped. The first is used again first, so that the last ones can be given back.
    free: BTreeSet<u32>,
    /// How many series were inserted: no two have the same id.
    inserted: u32,
    /// How many of the series that can be found are provisional.
    provisional: usize,
    /// What dropped series have counted.
    pub(super) dropped: Arc<Dropped>,
}

#[derive(Debug)]
struct Slot<A: SeriesAttachment> {
    generation: u32,
    series: Option<Arc<Series<A>>>,
}

impl<A: SeriesAttachment> Table<A> {
    /// A table with series that no look-up finds: the overflow series.
    pub(super) fn new(overflow: impl Iterator<Item = Series<A>>) -> Self {
        let slots = overflow.map(|series| Slot { generation: 0, series: Some(Arc::new(series)) }).collect();
        Self {
            indices: HashTable::new(),
            slots,
            free: BTreeSet::new(),
            inserted: 0,
            provisional: 0,
            dropped: Arc::default(),
        }
    }

    /// The number of series that can be found: of the provisional ones, or of the others.
    pub(super) fn len(&self, provisional: bool) -> usize {
        if provisional { self.provisional } else { self.indices.len().saturating_sub(self.provisional) }
    }

    /// How many series there is room for.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.slots.capacity().max(self.indices.capacity()).max(self.free.len())
    }

    pub(super) fn get(&self, id: SeriesId) -> Option<&Arc<Series<A>>> {
        let slot = self.slots.get(id.index())?;
        slot.series.as_ref().filter(|_| slot.generation == id.generation)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (SeriesId, &Arc<Series<A>>)> + Clone {
        (0..)
            .zip(&self.slots)
            .filter_map(|(index, slot)| Some((SeriesId { index, generation: slot.generation }, slot.series.as_ref()?)))
    }

    pub(super) fn find(&self, hash: u64, key: &[&str]) -> Option<(SeriesId, &Arc<Series<A>>)> {
        let at = |index: &u32| self.slots[*index as usize].series.as_ref();
        let index = *self.indices.find(hash, |index| at(index).is_some_and(|series| series.has_key(key)))?;
        let slot = &self.slots[index as usize];
        Some((SeriesId { index, generation: slot.generation }, slot.series.as_ref()?))
    }

    pub(super) fn insert(&mut self, series: Series<A>) -> Option<SeriesId> {
        let hash = series.hash;
        self.provisional = self.provisional.saturating_add(series.is_provisional.into());
        let generation = self.inserted;
        let slot = Slot { generation, series: Some(Arc::new(series)) };
        let index = if let Some(index) = self.free.pop_first() {
            self.slots[index as usize] = slot;
            index
        } else {
            let index = u32::try_from(self.slots.len()).ok()?;
            self.slots.push(slot);
            index
        };
        self.inserted = self.inserted.wrapping_add(1);
        let slots = &self.slots;
        self.indices.insert_unique(hash, index, |index| hash_of(slots, *index));
        Some(SeriesId { index, generation })
    }

    /// Drops those of the `expired` series that were not used since they were marked, and folds what they have counted into
    /// the `sums` that remain.
    pub(super) fn drop_series(&mut self, expired: &[SeriesId], sums: &[SumBy], width: usize) {
        let mut is_any_dropped = false;
        for id in expired {
            let Some(slot) = self.slots.get_mut(id.index()).filter(|slot| slot.generation == id.generation) else {
                continue;
            };
            let Some(series) = slot.series.take_if(|series| series.idle.is_retiring()) else { continue };
            self.provisional = self.provisional.saturating_sub(series.is_provisional.into());
            if let Ok(entry) = self.indices.find_entry(series.hash, |known| *known == id.index) {
                entry.remove();
            }
            self.free.insert(id.index);
            let mut cells = vec![0; width];
            series.read(&mut cells);
            Arc::make_mut(&mut self.dropped).fold(sums, &series.key, &cells);
            is_any_dropped = true;
        }
        if is_any_dropped {
            let Self { slots, dropped, .. } = self;
            Arc::make_mut(dropped).retain(&slots.iter().filter_map(|slot| Some(&*slot.series.as_ref()?.key)));
            self.give_memory_back();
        }
    }

    /// Gives back what was allocated for many series when few are left.
    fn give_memory_back(&mut self) {
        while self.slots.pop_if(|slot| slot.series.is_none()).is_some() {
            self.free.pop_last();
        }
        if self.slots.len() < self.slots.capacity() / 4 {
            self.slots.shrink_to_fit();
            let slots = &self.slots;
            self.indices.shrink_to_fit(|index| hash_of(slots, *index));
        }
    }
}

fn hash_of<A: SeriesAttachment>(slots: &[Slot<A>], index: u32) -> u64 {
    slots.get(index as usize).and_then(|slot| slot.series.as_ref()).map_or(0, |series| series.hash)
}
