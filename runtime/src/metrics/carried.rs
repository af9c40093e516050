//! Keeps what the cells of a series could not hold any more, so that no sum wraps: 2^64 picodollars are $18.4 million.

use super::sync::{AtomicU64, Mutex, MutexGuard, Relaxed};

/// The amounts by cell; empty until a cell is full for the first time.
#[derive(Debug, Default)]
pub(super) struct Carried(Mutex<Vec<u128>>);

impl Carried {
    /// Moves a cell that is full here, with the amount that would have been added to it. The lock keeps readers from seeing
    /// the amount at both places or at none.
    #[cold]
    pub(super) fn carry(&self, cells: &[AtomicU64], index: usize, amount: u128) {
        let mut carried = self.0.lock();
        if carried.is_empty() {
            carried.resize(cells.len(), 0);
        }
        if let (Some(carried), Some(cell)) = (carried.get_mut(index), cells.get(index)) {
            let moved = u128::from(cell.swap(0, Relaxed)).wrapping_add(amount);
            // 2^64 moves would have to be made before these 128 bits are full.
            *carried = carried.wrapping_add(moved);
        }
    }

    /// What was moved here; no cell is moved as long as the lock is held.
    pub(super) fn lock(&self) -> MutexGuard<'_, Vec<u128>> {
        self.0.lock()
    }
}
