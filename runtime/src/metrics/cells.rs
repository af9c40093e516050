//! Writes the cells of a series.
//!
//! A cell is an `AtomicU64`. Each thread writes a *shard* of its own, which no other thread writes: an addition is a load and
//! a store, and no cache line is contended. A reader adds the shards up.

use super::{
    histogram_layout::HistogramLayout,
    schema::{ACTIVE, CellId, GroupSchema, HistogramId, Outcome, PRESENCE_MASK, SCALARS},
};
use crate::ErrorType;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

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
    pub(super) fn cells<'a>(&'a self, shard: &'a [AtomicU64]) -> Option<Cells<'a>> {
        Some(Cells { scalars: shard.first_chunk()?, all: shard, histograms: &self.histograms })
    }
}

/// The cells of one series that the current thread may write.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    scalars: &'a [AtomicU64; SCALARS],
    all: &'a [AtomicU64],
    histograms: &'a [HistogramLayout],
}

impl Cells<'_> {
    /// Adds to a cell.
    #[inline]
    pub(crate) fn add(self, cell: CellId, amount: u64) {
        self.mark_present(1 << cell.index());
        bump(&self.scalars[cell.index()], amount);
    }

    /// Counts how something ended.
    #[inline]
    pub(crate) fn add_outcome(self, outcomes: CellId<Outcome>, failed: Option<ErrorType>) {
        match failed {
            None => self.add(outcomes.of(Outcome::Ok), 1),
            Some(_) => self.add_failure(outcomes, failed),
        }
    }

    #[cold]
    fn add_failure(self, outcomes: CellId<Outcome>, failed: Option<ErrorType>) {
        self.add(outcomes.of(Outcome::of(failed)), 1);
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
        bump(&self.scalars[ACTIVE], 1);
    }

    /// Counts one less that is running.
    #[inline]
    pub(crate) fn dec_active(self) {
        bump(&self.scalars[ACTIVE], 1_u64.wrapping_neg());
    }

    /// Counts one more that is running, and shows from now on how many are running and how they ended, also where that is none.
    #[inline]
    pub(crate) fn begin(self, outcomes: CellId<Outcome>) {
        self.inc_active();
        self.mark_present(1 << ACTIVE | 1 << outcomes.index());
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
        for (cell, amount) in [(histogram.bucket_cell(value), 1), (histogram.sum_cell(), value)] {
            if let Some(cell) = self.all.get(cell) {
                bump(cell, amount);
            }
        }
    }

    #[inline]
    fn mark_present(self, written: u64) {
        let mask = self.scalars[PRESENCE_MASK].load(Relaxed);
        if mask & written != written {
            self.scalars[PRESENCE_MASK].store(mask | written, Relaxed);
        }
    }
}

/// Adds by a load and a store, which suffices because no other thread writes the cell.
#[inline]
fn bump(cell: &AtomicU64, amount: u64) {
    cell.store(cell.load(Relaxed).wrapping_add(amount), Relaxed);
}

/// Adds the cells of a shard to those of another one that is not written meanwhile; presence masks are united.
pub(super) fn fold(into: &[AtomicU64], shard: &[AtomicU64]) {
    into[PRESENCE_MASK].fetch_or(shard[PRESENCE_MASK].load(Relaxed), Relaxed);
    for (cell, addend) in into.iter().zip(shard).skip(PRESENCE_MASK + 1) {
        bump(cell, addend.load(Relaxed));
    }
}

/// Adds the cells of a shard to sums; presence masks are united.
pub(super) fn read(shard: &[AtomicU64], sums: &mut [u64]) {
    sums[PRESENCE_MASK] |= shard[PRESENCE_MASK].load(Relaxed);
    for (sum, cell) in sums.iter_mut().zip(shard).skip(PRESENCE_MASK + 1) {
        *sum = sum.wrapping_add(cell.load(Relaxed));
    }
}
