//! Models `runtime/src/metrics/{cells,series}.rs`: cells that one thread writes and others read, handed over when the thread ends.

use loom::sync::{
    Arc, Mutex, MutexGuard,
    atomic::{AtomicU64, Ordering::Relaxed},
};

pub const PRESENCE_MASK: usize = 0;
pub const ACTIVE: usize = 1;
pub const REQUESTS: usize = 2;
const WIDTH: usize = 3;

pub type Shard = Arc<[AtomicU64; WIDTH]>;

fn shard() -> Shard {
    Arc::new(std::array::from_fn(|_| AtomicU64::new(0)))
}

/// As `Cells::add`: a load and a store, for only this thread writes.
pub fn add(shard: &Shard, cell: usize, amount: u64) {
    let bits = shard[PRESENCE_MASK].load(Relaxed);
    if bits & (1 << cell) == 0 {
        shard[PRESENCE_MASK].store(bits | (1 << cell), Relaxed);
    }
    bump(&shard[cell], amount);
}

fn bump(cell: &AtomicU64, amount: u64) {
    cell.store(cell.load(Relaxed).wrapping_add(amount), Relaxed);
}

#[derive(Debug, Default)]
pub struct Series {
    shards: Mutex<Shards>,
}

#[derive(Debug, Default)]
struct Shards {
    base: Option<Shard>,
    threads: Vec<Shard>,
}

impl Shards {
    fn base(&mut self) -> &Shard {
        self.base.get_or_insert_with(shard)
    }
}

impl Series {
    fn shards(&self) -> MutexGuard<'_, Shards> {
        self.shards.lock().expect("no panic under the lock")
    }

    pub fn attach_shard(&self) -> Shard {
        let shard = shard();
        self.shards().threads.push(Arc::clone(&shard));
        shard
    }

    pub fn detach_shard(&self, shard: &Shard) {
        let mut shards = self.shards();
        let before = shards.threads.len();
        shards.threads.retain(|other| !Arc::ptr_eq(other, shard));
        if shards.threads.len() < before {
            let base = shards.base();
            base[PRESENCE_MASK].fetch_or(shard[PRESENCE_MASK].load(Relaxed), Relaxed);
            for (base, cell) in base.iter().zip(shard.iter()).skip(1) {
                bump(base, cell.load(Relaxed));
            }
        }
    }

    /// For a thread that has no shard any more.
    pub fn add_to_base(&self, cell: usize, amount: u64) {
        add(self.shards().base(), cell, amount);
    }

    pub fn read(&self) -> [u64; WIDTH] {
        let (shards, mut sums) = (self.shards(), [0_u64; WIDTH]);
        for shard in shards.base.iter().chain(&shards.threads) {
            sums[PRESENCE_MASK] |= shard[PRESENCE_MASK].load(Relaxed);
            for (sum, cell) in sums.iter_mut().zip(shard.iter()).skip(1) {
                *sum = sum.wrapping_add(cell.load(Relaxed));
            }
        }
        sums
    }
}
