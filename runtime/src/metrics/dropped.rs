//! Keeps what dropped series have counted, for the families that are sums over series: a sum that is still shown does not fall.

use super::schema::{PRESENCE_MASK, SumBy};
use std::collections::{BTreeMap, BTreeSet};

/// The cells of the dropped series of a group, by each sum that counts them and that other series still have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dropped(BTreeMap<SumKey, Box<[u128]>>);

/// A sum over series, and its labels.
type SumKey = (SumBy, Vec<Box<str>>);

impl Dropped {
    /// Adds a series that was dropped to the `sums` over it.
    pub(super) fn fold(&mut self, sums: &[SumBy], key: &[Box<str>], cells: &[u128]) {
        for sum in sums.iter().filter(|sum| sum.has(key)) {
            let labels = sum.labels(key).map(Box::from).collect();
            let folded = self.0.entry((*sum, labels)).or_insert_with(|| vec![0; cells.len()].into());
            add_cells(folded, cells);
        }
    }

    /// Forgets the sums that none of the series that are left has.
    pub(super) fn retain<'a>(&mut self, left: &(impl Iterator<Item = &'a [Box<str>]> + Clone)) {
        let sums: BTreeSet<SumBy> = self.0.keys().map(|(sum, _)| *sum).collect();
        for sum in sums {
            let labels = |key: &'a [Box<str>]| sum.labels(key).collect::<Vec<_>>();
            let shown: BTreeSet<Vec<&str>> = left.clone().filter(|key| sum.has(key)).map(labels).collect();
            self.0.retain(|(by, labels), _| {
                *by != sum || shown.contains(&labels.iter().map(|label| &**label).collect::<Vec<_>>())
            });
        }
    }

    /// What dropped series have counted for a sum.
    pub(crate) fn of(&self, sum: SumBy, labels: &[&str]) -> Option<&[u128]> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(sum, labels.iter().copied().map(Box::from).collect())).map(|cells| &**cells)
    }
}

/// Adds all cells of a series to sums; presence masks are united.
pub(crate) fn add_cells(sums: &mut [u128], cells: &[u128]) {
    for (index, (sum, cell)) in sums.iter_mut().zip(cells).enumerate() {
        *sum = if index == PRESENCE_MASK { *sum | cell } else { sum.wrapping_add(*cell) };
    }
}
