//! Writes the cells of a series.
//!
//! A cell is an `AtomicU64` that only grows. Each thread writes a *shard* of its own, which no other thread writes: an addition
//! is a load and a store, and no cache line is contended. A reader adds the shards up.
//!
//! Whoever sees a count also sees what was counted before it, on this thread or on one that handed the call over: the stores are
//! releases and the loads acquires. A reader reads the first cell of all shards, then the second, and so on. So of two cells the
//! one that is declared first is never ahead, if it is written last: nothing has ended that had not begun.

use super::{
    carried::Carried,
    histogram_layout::HistogramLayout,
    schema::{
        BEGUN, BEGUN_INSIDE, CellId, ENDED, ENDED_INSIDE, GroupSchema, HistogramId, Outcome, PRESENCE_MASK, SCALARS,
    },
    sync::{Acquire, AtomicU64, Relaxed, Release},
};
use crate::ErrorType;
use std::sync::Arc;

/// All cells of a series that one thread writes.
pub(super) type Shard = Arc<[AtomicU64]>;

pub(super) fn new_shard(width: usize) -> Shard {
    (0..width).map(|_| AtomicU64::new(0)).collect()
}

/// Where the cells of every series of a group are.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The number of cells of a series.
    pub(crate) width: usize,
    pub(crate) histograms: Box<[HistogramLayout]>,
}

impl Layout {
    /// Lays out the histograms of a group in their order; those for which `bounds` has none are left out, and so are all
    /// after them.
    pub(super) fn new<'a>(schema: &GroupSchema, bounds: impl Fn(&HistogramId) -> Option<&'a [f64]>) -> Self {
        let mut width = SCALARS;
        let laid_out = schema.histograms.iter().map_while(|id| {
            let histogram = HistogramLayout::new(width, bounds(id)?, id.scale);
            width = histogram.end();
            Some(histogram)
        });
        let histograms = laid_out.collect();
        Self { width, histograms }
    }

    /// The cells of a shard, for the only thread that writes it; a shard is never too short for the scalars.
    #[inline]
    pub(super) fn cells<'a>(&'a self, shard: &'a [AtomicU64], carried: &'a Carried) -> Option<Cells<'a>> {
        Some(Cells { scalars: shard.first_chunk()?, all: shard, histograms: &self.histograms, carried })
    }
}

/// The cells of one series that the current thread may write.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    scalars: &'a [AtomicU64; SCALARS],
    all: &'a [AtomicU64],
    histograms: &'a [HistogramLayout],
    carried: &'a Carried,
}

impl Cells<'_> {
    /// Adds to a cell.
    #[inline]
    pub(crate) fn add(self, cell: CellId, amount: u64) {
        self.show(cell);
        match self.scalars[cell.index()].load(Relaxed).checked_add(amount) {
            Some(sum) => self.scalars[cell.index()].store(sum, Release),
            None => self.carried.carry(self.all, cell.index(), amount.into()),
        }
    }

    /// Adds an amount that may not fit into the cell.
    pub(super) fn add_wide(self, cell: CellId, amount: u128) {
        match u64::try_from(amount) {
            Ok(amount) => self.add(cell, amount),
            Err(_) => self.carried.carry(self.all, cell.index(), amount),
        }
    }

    /// Counts one more.
    #[inline]
    pub(crate) fn count(self, cell: CellId) {
        self.show(cell);
        increment(&self.scalars[cell.index()]);
    }

    /// Counts how an attempt ended.
    #[inline]
    pub(crate) fn add_outcome(self, outcomes: CellId<Outcome>, failed: Option<ErrorType>) {
        self.count(outcomes.of(Outcome::of(failed)));
    }

    /// Counts something that has ended: its duration, and how it failed. What has not failed was a success, which is not
    /// counted a second time.
    #[inline]
    pub(crate) fn observe_end(
        self,
        histogram: HistogramId,
        duration: u64,
        outcomes: CellId<Outcome>,
        failed: Option<ErrorType>,
    ) {
        self.mark_present(1 << outcomes.index());
        self.observe(histogram, duration);
        if failed.is_some() {
            self.add_failure(outcomes, failed);
        }
    }

    #[cold]
    fn add_failure(self, outcomes: CellId<Outcome>, failed: Option<ErrorType>) {
        self.count(outcomes.of(Outcome::of(failed)));
    }

    /// Adds to a cell if an amount was reported; a cell that nothing was ever reported for is not shown.
    #[inline]
    pub(crate) fn add_reported(self, cell: CellId, amount: Option<u64>) {
        if let Some(amount) = amount {
            self.add(cell, amount);
        }
    }

    /// Counts one more that is running.
    #[inline]
    pub(crate) fn inc_active(self) {
        increment(&self.scalars[BEGUN]);
    }

    /// Counts one less that is running.
    #[inline]
    pub(crate) fn dec_active(self) {
        increment(&self.scalars[ENDED]);
    }

    /// Counts one more that is running inside another, which no family shows; it keeps the series.
    #[inline]
    pub(crate) fn inc_active_inside(self) {
        increment(&self.scalars[BEGUN_INSIDE]);
    }

    /// Counts one less that is running inside another.
    #[inline]
    pub(crate) fn dec_active_inside(self) {
        increment(&self.scalars[ENDED_INSIDE]);
    }

    /// Counts one more that is running, and shows from now on how many are running and how they ended, also where that is none.
    #[inline]
    pub(crate) fn begin(self, outcomes: CellId<Outcome>) {
        self.show_begun(outcomes);
        self.inc_active();
    }

    /// Shows from now on how many are running and how they ended, also where that is none.
    #[inline]
    pub(crate) fn show_begun(self, outcomes: CellId<Outcome>) {
        self.mark_present(1 << BEGUN | 1 << outcomes.index());
    }

    /// Shows the cell from now on, also while it is zero.
    #[inline]
    pub(crate) fn show(self, cell: CellId) {
        self.mark_present(1 << cell.index());
    }

    /// True if the histogram is stored: those of OpenTelemetry's conventions are only where they are shown.
    #[inline]
    pub(crate) fn has_histogram(self, histogram: HistogramId) -> bool {
        histogram.index < self.histograms.len()
    }

    /// Counts one value in its bucket; does nothing if the histogram is not stored.
    #[inline]
    pub(crate) fn observe(self, histogram: HistogramId, value: u64) {
        let Some(histogram) = self.histograms.get(histogram.index) else { return };
        if let Some(bucket) = self.all.get(histogram.bucket_cell(value)) {
            increment(bucket);
        }
        let index = histogram.sum_cell();
        if let Some(cell) = self.all.get(index) {
            match cell.load(Relaxed).checked_add(value) {
                Some(sum) => cell.store(sum, Release),
                None => self.carried.carry(self.all, index, value.into()),
            }
        }
    }

    #[inline]
    fn mark_present(self, written: u64) {
        let mask = self.scalars[PRESENCE_MASK].load(Relaxed);
        if mask & written != written {
            self.scalars[PRESENCE_MASK].store(mask | written, Release);
        }
    }
}

/// Adds one by a load and a store, which suffices because no other thread writes the cell. It takes centuries to fill it.
#[inline]
fn increment(cell: &AtomicU64) {
    cell.store(cell.load(Relaxed).wrapping_add(1), Release);
}

/// Adds the cells of a shard to those of another one that is not written meanwhile; presence masks are united.
pub(super) fn fold(into: &[AtomicU64], shard: &[AtomicU64], carried: &Carried) {
    into[PRESENCE_MASK].fetch_or(shard[PRESENCE_MASK].load(Relaxed), Relaxed);
    for (index, (cell, addend)) in into.iter().zip(shard).enumerate().skip(PRESENCE_MASK + 1) {
        let addend = addend.load(Relaxed);
        match cell.load(Relaxed).checked_add(addend) {
            Some(sum) => cell.store(sum, Relaxed),
            None => carried.carry(into, index, addend.into()),
        }
    }
}

/// Sets the sums to those of all shards, read in the order of the cells; presence masks are united.
///
/// What begins and ends while a reader is interrupted between the two cells is counted as running. So the shards are read again if
/// more than a few have ended meanwhile, though not for ever.
pub(super) fn read<'a>(shards: &(impl Iterator<Item = &'a Shard> + Clone), sums: &mut [u128]) {
    const READS: usize = 8;
    const FEW: u128 = 64;
    for _ in 0..READS {
        for (index, sum) in sums.iter_mut().enumerate() {
            *sum = sum_of(shards.clone(), index);
        }
        let ended = sum_of(shards.clone(), ENDED);
        if sums.get(ENDED).is_none_or(|before| ended.wrapping_sub(*before) <= FEW) {
            return;
        }
    }
}

/// The sum of one cell.
fn sum_of<'a>(shards: impl Iterator<Item = &'a Shard>, index: usize) -> u128 {
    let cells = shards.filter_map(|shard| shard.get(index)).map(|cell| u128::from(cell.load(Acquire)));
    if index == PRESENCE_MASK { cells.fold(0, |mask, cell| mask | cell) } else { cells.fold(0, u128::wrapping_add) }
}
