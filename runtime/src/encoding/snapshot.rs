//! Reads all series of a group once, so that its families agree, and sums them by some of their labels.

use crate::{
    clock::Moment,
    metrics::{Dropped, Group, PRESENCE_MASK, Series, SeriesAttachment, SumBy, add_cells},
};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::{hash::BuildHasher, ops::Range, sync::Arc};

/// All series of a group, as they were when they were read.
pub(super) struct Snapshot<A: SeriesAttachment> {
    series: Vec<Arc<Series<A>>>,
    /// What series that were dropped before have counted.
    dropped: Arc<Dropped>,
    /// The labels of each series in the exposition format, one after the other. Families are shown in the order of the
    /// series, so that the text is read in the order of memory.
    texts: String,
    text_ends: Vec<usize>,
    cells: Vec<u128>,
    width: usize,
    /// How many of the first series are overflow series.
    overflow_series_count: usize,
    /// The sum of these.
    overflow: Vec<u128>,
}

impl<A: SeriesAttachment> Snapshot<A> {
    pub(super) fn of(group: &Group<A>) -> Self {
        let (series, dropped) = group.all_and_dropped();
        let (width, overflow_series_count) = (group.layout.width, group.overflow_series_count());
        let mut cells = vec![0; series.len().saturating_mul(width)];
        let (mut texts, mut text_ends) = (String::new(), Vec::with_capacity(series.len()));
        for (series, cells) in series.iter().zip(cells.chunks_exact_mut(width)) {
            series.read(cells);
            texts.push_str(&series.text);
            text_ends.push(texts.len());
        }
        let mut overflow = vec![0; width];
        for cells in cells.chunks_exact(width).take(overflow_series_count) {
            add_cells(&mut overflow, cells);
        }
        Self { series, dropped, texts, text_ends, cells, width, overflow_series_count, overflow }
    }

    /// The series as they are stored.
    fn stored(&self) -> impl Iterator<Item = (&Series<A>, &[u128])> {
        self.series.iter().map(|series| &**series).zip(self.cells.chunks_exact(self.width))
    }

    /// The series as they are shown, with the text of their labels: the overflow series are shown as one, the last.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&Series<A>, &str, &[u128])> {
        let starts = std::iter::once(&0).chain(&self.text_ends);
        let texts = starts.zip(&self.text_ends).map(|(start, end)| &self.texts[*start..*end]);
        let all = self.stored().zip(texts).map(|((series, cells), text)| (series, text, cells));
        let overflow = self.series.first().map(|series| (&**series, &*series.text, &*self.overflow));
        all.skip(self.overflow_series_count).chain(overflow)
    }

    /// The nanoseconds since the oldest process that runs now in the series, or in any overflow series, was started.
    pub(super) fn oldest_age(&self, series: &Series<A>) -> u64 {
        let overflow = self.series.iter().take(self.overflow_series_count).map(|series| &**series);
        let starts = overflow.filter(|_| series.is_overflow()).chain([series]).filter_map(Series::oldest_start);
        let now = Moment::now();
        starts.map(|start| start.until(now)).max().unwrap_or(0)
    }

    /// The sums of the cells in `range` by some of the labels, in the order in which their first series were created.
    pub(super) fn sums(&self, by: SumBy, range: &Range<usize>) -> Vec<Sum<'_>> {
        let hasher = DefaultHashBuilder::default();
        let (mut sums, mut indices) = (Vec::<Sum<'_>>::new(), HashTable::<usize>::new());
        for (series, cells) in self.stored().filter(|(series, _)| by.has(&series.key)) {
            let labels = || by.labels(&series.key);
            let hash_of = |labels: &mut dyn Iterator<Item = &str>| {
                labels.fold(0_u64, |hash, label| hash.rotate_left(5) ^ hasher.hash_one(label))
            };
            let hash = hash_of(&mut labels());
            let is_same = |index: &usize| sums[*index].labels.iter().copied().eq(labels());
            let index = if let Some(index) = indices.find(hash, is_same) {
                *index
            } else {
                let index = sums.len();
                sums.push(Sum { labels: labels().collect(), present: 0, cells: vec![0; range.len()] });
                indices.insert_unique(hash, index, |index| hash_of(&mut sums[*index].labels.iter().copied()));
                index
            };
            sums[index].add(cells, range);
        }
        for sum in &mut sums {
            if let Some(cells) = self.dropped.of(by, &sum.labels) {
                sum.add(cells, range);
            }
        }
        sums
    }
}

/// The sum of the series that agree in some labels.
pub(super) struct Sum<'a> {
    pub(super) labels: Vec<&'a str>,
    /// The bitmask of the cells that were written.
    pub(super) present: u128,
    /// The cells that the family is read from.
    pub(super) cells: Vec<u128>,
}

impl Sum<'_> {
    /// Adds the cells of a series.
    fn add(&mut self, cells: &[u128], range: &Range<usize>) {
        self.present |= cells[PRESENCE_MASK];
        for (sum, cell) in self.cells.iter_mut().zip(&cells[range.clone()]) {
            *sum = sum.wrapping_add(*cell);
        }
    }
}
