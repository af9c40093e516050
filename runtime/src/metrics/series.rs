//! Holds one series: its label values (`_overflow` above the series cap), and the shards that count for it.

use super::{
    carried::Carried,
    cells::{Cells, Layout, Shard, fold, new_shard, read},
    idle_series::IdleState,
    label_text::write_label,
    running::Running,
    series_attachment::SeriesAttachment,
    sync::Mutex,
};
use crate::{clock::Moment, label::is_cut};
use once_cell::race::OnceBox;
use std::sync::Arc;

/// The value of every label of the overflow series, which counts new label sets above the cap.
pub(super) const OVERFLOW: &str = "_overflow";

/// The value of a label of which nothing is known.
pub(crate) const UNKNOWN: &str = "unknown";

/// The position of a series in its group, and how many series had that position before. A running call holds it.
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

#[derive(Debug)]
pub(crate) struct Series<A: SeriesAttachment> {
    pub(super) hash: u64,
    /// The series of calls whose model only the answer will name.
    pub(super) is_provisional: bool,
    /// The values of all labels, in the order of the group's label names.
    pub(crate) key: Box<[Box<str>]>,
    /// The labels in the exposition format, such as `agent_id="a",model="m"`; empty ones are left out. They are kept ready
    /// because every family of the group shows them.
    pub(crate) text: Box<str>,
    pub(super) idle: IdleState,
    shards: Mutex<Shards>,
    carried: Carried,
    /// Allocated with the first process that is started in the series.
    running: OnceBox<Running>,
    pub(crate) attachment: A::OfSeries,
}

#[derive(Debug, Default)]
struct Shards {
    /// The counts of threads that have ended or have no shard of their own; written only under the lock.
    base: Option<Shard>,
    threads: Vec<Shard>,
}

impl Shards {
    fn base(&mut self, width: usize) -> &Shard {
        self.base.get_or_insert_with(|| new_shard(width))
    }
}

impl<A: SeriesAttachment> Series<A> {
    pub(super) fn new(hash: u64, names: &[&str], key: &[&str]) -> Self {
        let mut text = String::new();
        for (name, value) in names.iter().zip(key).filter(|(_, value)| !value.is_empty()) {
            write_label(&mut text, name, value);
        }
        Self {
            hash,
            is_provisional: false,
            key: key.iter().map(|value| Box::from(*value)).collect(),
            text: text.into(),
            idle: IdleState::default(),
            shards: Mutex::default(),
            carried: Carried::default(),
            running: OnceBox::new(),
            attachment: A::OfSeries::default(),
        }
    }

    /// True if the series has exactly these labels.
    pub(crate) fn has_key(&self, key: &[&str]) -> bool {
        self.key.len() == key.len() && self.key.iter().zip(key).all(|(own, value)| same_label(own, value))
    }

    /// True if a label may have been cut, so that the series does not tell what it was.
    pub(crate) fn has_truncated_label(&self) -> bool {
        self.key.iter().any(|value| is_cut(value))
    }

    /// True if it is an overflow series.
    pub(crate) fn is_overflow(&self) -> bool {
        self.key.first().is_some_and(|value| **value == *OVERFLOW)
    }

    /// True if it is an overflow series in which the label stands for all values above the cap.
    #[inline]
    pub(crate) fn is_overflow_of(&self, label: usize) -> bool {
        // No look-up finds an overflow series, so it has no hash; hardly any other has this one.
        self.hash == 0 && self.key.get(label).is_some_and(|value| **value == *OVERFLOW)
    }

    /// A new shard for the calling thread.
    pub(super) fn attach_shard(&self, layout: &Layout) -> Shard {
        let shard = new_shard(layout.width);
        self.shards.lock().threads.push(Arc::clone(&shard));
        shard
    }

    /// Folds the shard of a thread that ends into the base under one lock, so that no reader misses it or sees it twice.
    pub(super) fn detach_shard(&self, shard: &Shard) {
        let mut shards = self.shards.lock();
        let before = shards.threads.len();
        shards.threads.retain(|other| !Arc::ptr_eq(other, shard));
        if shards.threads.len() < before {
            fold(shards.base(shard.len()), shard, &self.carried);
        }
    }

    /// The cells of a shard of the series, for the only thread that writes it.
    #[inline]
    pub(super) fn cells<'a>(&'a self, layout: &'a Layout, shard: &'a Shard) -> Option<Cells<'a>> {
        layout.cells(shard, &self.carried)
    }

    /// Writes the base, for a thread that has no shard here.
    pub(super) fn with_base<R>(&self, layout: &Layout, write: impl FnOnce(Cells<'_>) -> R) -> Option<R> {
        let mut shards = self.shards.lock();
        Some(write(layout.cells(shards.base(layout.width), &self.carried)?))
    }

    /// The processes of the series that run now.
    pub(crate) fn running(&self) -> &Running {
        self.running.get_or_init(Box::default)
    }

    /// When the oldest of them was started.
    pub(crate) fn oldest_start(&self) -> Option<Moment> {
        self.running.get()?.oldest()
    }

    /// Sets `sums` to the sums of every cell.
    pub(crate) fn read(&self, sums: &mut [u128]) {
        let shards = self.shards.lock();
        let carried = self.carried.lock();
        read(&shards.base.iter().chain(&shards.threads), sums);
        for (sum, carried) in sums.iter_mut().zip(&*carried) {
            *sum = sum.wrapping_add(*carried);
        }
    }
}

/// True if two labels are equal. Most are short: two loads that may overlap cost less than a call of `memcmp`.
#[inline]
pub(crate) fn same_label(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    match a.len() {
        0 => true,
        1..4 => a.first() == b.first() && a[a.len() / 2] == b[b.len() / 2] && a.last() == b.last(),
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
            assert!(same_label(label, &String::from(label)), "{label}");
            assert!(!same_label(label, &text[..=length]));
            for index in 0..length {
                let mut other = label.to_owned();
                other.replace_range(index..=index, "!");
                assert!(!same_label(label, &other), "{label} {other}");
            }
        }
    }
}
