//! Finds a series by its label set; keys are compared, never only hashed.

use super::{
    series::{Series, SeriesId},
    series_attachment::SeriesAttachment,
};
use hashbrown::HashTable;
use std::sync::Arc;

/// The series of a group, at stable positions.
#[derive(Debug)]
pub(super) struct Table<A: SeriesAttachment> {
    /// The positions of the series that can be found, by the hash of their key.
    indices: HashTable<u32>,
    slots: Vec<Slot<A>>,
    /// Positions whose series were dropped.
    free: Vec<u32>,
    /// How many of the series that can be found are provisional.
    provisional: usize,
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
        Self { indices: HashTable::new(), slots, free: Vec::new(), provisional: 0 }
    }

    /// The number of series that can be found: of the provisional ones, or of the others.
    pub(super) fn len(&self, provisional: bool) -> usize {
        if provisional { self.provisional } else { self.indices.len().saturating_sub(self.provisional) }
    }

    pub(super) fn get(&self, id: SeriesId) -> Option<&Arc<Series<A>>> {
        let slot = self.slots.get(id.index())?;
        slot.series.as_ref().filter(|_| slot.generation == id.generation)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<Series<A>>> {
        self.slots.iter().filter_map(|slot| slot.series.as_ref())
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
        let series = Some(Arc::new(series));
        let index = if let Some(index) = self.free.pop() {
            self.slots[index as usize].series = series;
            index
        } else {
            let index = u32::try_from(self.slots.len()).ok()?;
            self.slots.push(Slot { generation: 0, series });
            index
        };
        let slots = &self.slots;
        let hash_of = |index: &u32| slots[*index as usize].series.as_ref().map_or(0, |series| series.hash);
        self.indices.insert_unique(hash, index, hash_of);
        Some(SeriesId { index, generation: slots[index as usize].generation })
    }

    /// Drops the series that are expired; the first `kept` always stay.
    pub(super) fn drop_expired(&mut self, kept: usize, is_expired: impl Fn(&Series<A>) -> bool) {
        for (index, slot) in self.slots.iter_mut().enumerate().skip(kept) {
            let Some(series) = slot.series.take_if(|series| is_expired(series)) else { continue };
            slot.generation = slot.generation.wrapping_add(1);
            self.provisional = self.provisional.saturating_sub(series.is_provisional.into());
            if let Ok(entry) = self.indices.find_entry(series.hash, |known| *known as usize == index) {
                entry.remove();
            }
            self.free.extend(u32::try_from(index));
        }
    }
}
