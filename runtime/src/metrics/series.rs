//! One series: a set of label values, and the cells that count for it.
//!
//! A cell is an `AtomicU64`. Each thread writes cells of its own (a *shard*), which no other thread writes: an addition
//! is a load and a store, and no cache line is fought over. Readers add the shards up.

use super::{attachment::Attachment, eviction::LastRead, label_text::write_label};
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};

/// The cell that holds, a bit each, which other cells were ever written: a zero that was said is shown, one that nobody
/// said is not.
pub(crate) const PRESENCE_MASK: usize = 0;

/// The cell that holds how many calls of the series are running now.
pub(crate) const ACTIVE: usize = 1;

/// How many cells of every series are no part of a histogram, used or not: so their places are known to the compiler.
pub(crate) const SCALARS: usize = 24;

/// The value of every label of the series that takes what is above the cap.
pub(crate) const OVERFLOW: &str = "_overflow";

/// Where a series stands in its group, and which series of those that stood there. Small and `Copy`: it is what a running
/// call holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeriesId {
    pub(super) index: u32,
    pub(super) generation: u32,
}

impl SeriesId {
    pub(crate) const NONE: Self = Self { index: u32::MAX, generation: u32::MAX };

    pub(super) fn index(self) -> usize {
        self.index as usize
    }
}

/// The cells of one series that the current thread may write.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    scalars: &'a [AtomicU64; SCALARS],
    all: &'a [AtomicU64],
    histograms: &'a [Histogram],
}

/// Where a histogram's cells start: one for each bound, one for what is above them, and the sum.
#[derive(Debug, Clone)]
pub(crate) struct Histogram {
    pub(crate) start: usize,
    /// Upper bounds, in the unit of the cells (nanoseconds, or things counted), in order.
    pub(crate) bounds: Box<[u64]>,
    /// How many of these are one of the family's unit: 1e9 for seconds.
    scale: f64,
    /// How the line of each bucket goes on after `le="`: `0.5"} `, `+Inf"} ` the last. In OpenMetrics a bound always has a
    /// point.
    pub(crate) line_ends: Box<[Box<str>]>,
    pub(crate) canonical_line_ends: Box<[Box<str>]>,
}

impl Histogram {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the configuration has refused such bounds
    pub(crate) fn new(start: usize, bounds: &[f64], scale: f64) -> Self {
        let line_ends = |write: fn(f64) -> String| {
            let infinity = std::iter::once("+Inf\"} ".into());
            bounds.iter().map(|bound| write(*bound).into()).chain(infinity).collect()
        };
        Self {
            start,
            bounds: bounds.iter().map(|bound| (bound * scale).round() as u64).collect(),
            scale,
            line_ends: line_ends(|bound| format!("{bound}\"}} ")),
            canonical_line_ends: line_ends(|bound| format!("{bound:?}\"}} ")),
        }
    }

    /// A sum of cells, in the family's unit.
    #[allow(clippy::cast_precision_loss)] // the text shows a float
    pub(crate) fn in_units(&self, sum: u64) -> f64 {
        sum as f64 / self.scale
    }

    pub(crate) fn sum_cell(&self) -> usize {
        self.start + self.bounds.len() + 1
    }

    pub(crate) fn end(&self) -> usize {
        self.sum_cell() + 1
    }
}

impl Cells<'_> {
    /// Adds to a cell that only this thread writes.
    #[inline]
    pub(crate) fn add(self, cell: usize, amount: u64) {
        self.mark(1 << cell);
        bump(&self.scalars[cell], amount);
    }

    /// Adds to as many cells, from `first` on; those whose bit is not in `told` were not told, and are zero.
    #[inline]
    pub(crate) fn add_told<const N: usize>(self, first: usize, amounts: [u64; N], told: u64) {
        for (cell, amount) in amounts.into_iter().enumerate() {
            bump(&self.scalars[first + cell], amount);
        }
        self.mark(told << first);
    }

    /// One more is active.
    #[inline]
    pub(crate) fn inc_active(self) {
        bump(&self.scalars[ACTIVE], 1);
    }

    /// One less is.
    #[inline]
    pub(crate) fn dec_active(self) {
        bump(&self.scalars[ACTIVE], 1_u64.wrapping_neg());
    }

    /// How many are active is shown.
    #[inline]
    pub(crate) fn show_active(self) {
        self.mark(1 << ACTIVE);
    }

    /// Whether the group has so many histograms.
    #[inline]
    pub(crate) fn has_histogram(self, histogram: usize) -> bool {
        histogram < self.histograms.len()
    }

    /// Files one observation under the first bound that is not below it.
    #[inline]
    pub(crate) fn observe(self, histogram: usize, value: u64) {
        let Some(histogram) = self.histograms.get(histogram) else { return };
        let bucket = histogram.bounds.iter().position(|bound| value <= *bound).unwrap_or(histogram.bounds.len());
        for (cell, amount) in [(histogram.start + bucket, 1), (histogram.sum_cell(), value)] {
            if let Some(cell) = self.all.get(cell) {
                bump(cell, amount);
            }
        }
    }

    #[inline]
    fn mark(self, written: u64) {
        let bits = self.scalars[PRESENCE_MASK].load(Relaxed);
        if bits & written != written {
            self.scalars[PRESENCE_MASK].store(bits | written, Relaxed);
        }
    }
}

/// A load and a store: nobody else writes the cell.
#[inline]
fn bump(cell: &AtomicU64, amount: u64) {
    cell.store(cell.load(Relaxed).wrapping_add(amount), Relaxed);
}

pub(super) type Shard = Arc<[AtomicU64]>;

fn shard(width: usize) -> Shard {
    (0..width).map(|_| AtomicU64::new(0)).collect()
}

/// Where the cells of every series of a group lie.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) width: usize,
    pub(crate) histograms: Box<[Histogram]>,
}

impl Layout {
    /// The cells of `shard`, for the one who may write them; a shard is never too short for the scalars.
    #[inline]
    pub(crate) fn cells<'a>(&'a self, shard: &'a [AtomicU64]) -> Option<Cells<'a>> {
        Some(Cells { scalars: shard.first_chunk()?, all: shard, histograms: &self.histograms })
    }
}

#[derive(Debug)]
pub(crate) struct Series<A: Attachment> {
    pub(crate) hash: u64,
    pub(crate) key: Box<[Box<str>]>,
    /// The labels as they stand in the text format: `agent_id="a",model="m"`, empty ones left out.
    pub(crate) text: Box<str>,
    /// Nobody has used it for long: it is dropped, unless someone does before the next scrape.
    pub(super) retiring: AtomicBool,
    pub(super) last_read: LastRead,
    width: usize,
    /// What belongs to no thread that lives; written only under the lock.
    shards: Mutex<Shards>,
    /// What the layers above keep with it.
    pub(crate) attachment: A::OfSeries,
}

#[derive(Debug, Default)]
struct Shards {
    /// Made when the first thread ends, or writes without a shard of its own.
    base: Option<Shard>,
    threads: Vec<Shard>,
}

impl<A: Attachment> Series<A> {
    pub(crate) fn new(hash: u64, names: &[&str], key: &[&str], width: usize) -> Self {
        let mut text = String::new();
        for (name, value) in names.iter().zip(key).filter(|(_, value)| !value.is_empty()) {
            write_label(&mut text, name, value);
        }
        Self {
            hash,
            key: key.iter().map(|value| Box::from(*value)).collect(),
            text: text.into(),
            retiring: AtomicBool::new(false),
            last_read: LastRead::default(),
            width,
            shards: Mutex::default(),
            attachment: A::OfSeries::default(),
        }
    }

    pub(crate) fn has_key(&self, key: &[&str]) -> bool {
        self.key.len() == key.len() && self.key.iter().zip(key).all(|(own, value)| same(own, value))
    }

    /// Whether it takes what is above the cap.
    pub(crate) fn is_overflow(&self) -> bool {
        self.key.first().is_some_and(|value| **value == *OVERFLOW)
    }

    fn shards(&self) -> MutexGuard<'_, Shards> {
        self.shards.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new shard for the calling thread.
    pub(crate) fn attach_shard(&self) -> Shard {
        let mut shards = self.shards();
        let shard = shard(self.width);
        shards.threads.push(Arc::clone(&shard));
        shard
    }

    /// Folds the shard of a thread that ends into the base: nothing is lost, and nothing is seen twice.
    pub(crate) fn detach_shard(&self, shard: &Shard) {
        let mut shards = self.shards();
        let before = shards.threads.len();
        shards.threads.retain(|other| !Arc::ptr_eq(other, shard));
        if shards.threads.len() < before {
            fold(shards.base(self.width), shard);
        }
    }

    /// Writes the base, for a thread that has no shard here.
    pub(crate) fn with_base<R>(&self, layout: &Layout, write: impl FnOnce(Cells<'_>) -> R) -> Option<R> {
        let mut shards = self.shards();
        Some(write(layout.cells(shards.base(self.width))?))
    }

    /// Adds every cell to `sums`; the bits of [`PRESENCE_MASK`] are united.
    pub(crate) fn read(&self, sums: &mut [u64]) {
        let shards = self.shards();
        for shard in shards.base.iter().chain(&shards.threads) {
            sums[PRESENCE_MASK] |= shard[PRESENCE_MASK].load(Relaxed);
            for (sum, cell) in sums.iter_mut().zip(shard.iter()).skip(1) {
                *sum = sum.wrapping_add(cell.load(Relaxed));
            }
        }
    }
}

impl Shards {
    fn base(&mut self, width: usize) -> &[AtomicU64] {
        self.base.get_or_insert_with(|| shard(width))
    }
}

fn fold(base: &[AtomicU64], shard: &[AtomicU64]) {
    base[PRESENCE_MASK].fetch_or(shard[PRESENCE_MASK].load(Relaxed), Relaxed);
    for (base, cell) in base.iter().zip(shard).skip(1) {
        base.store(base.load(Relaxed).wrapping_add(cell.load(Relaxed)), Relaxed);
    }
}

/// Whether two labels are equal. Most are short: two loads that may overlap cost less than a call of `memcmp`.
#[inline]
pub(super) fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    match a.len() {
        0 => true,
        1..4 => a[0] == b[0] && a[a.len() / 2] == b[b.len() / 2] && a[a.len() - 1] == b[b.len() - 1],
        4..8 => a.first_chunk::<4>() == b.first_chunk() && a.last_chunk::<4>() == b.last_chunk(),
        8..=16 => a.first_chunk::<8>() == b.first_chunk() && a.last_chunk::<8>() == b.last_chunk(),
        17..=32 => a.first_chunk::<16>() == b.first_chunk() && a.last_chunk::<16>() == b.last_chunk(),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_compared_to_the_last_byte() {
        let text = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
        for length in 0..text.len() {
            let label = &text[..length];
            assert!(same(label, &String::from(label)), "{label}");
            assert!(!same(label, &text[..=length]));
            for index in 0..length {
                let mut other = label.to_owned();
                other.replace_range(index..=index, "!");
                assert!(!same(label, &other), "{label} {other}");
            }
        }
    }
}
