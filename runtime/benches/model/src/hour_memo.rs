//! `runtime/src/pricing/memo.rs`: a sequence lock. Of the nine cells it guards there are three here.

use loom::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};

/// What is read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flat {
    pub rate: u64,
    pub generation: u64,
}

/// `FENCED` is how it is; without its fences the model must find the mixture.
#[derive(Debug, Default)]
pub struct HourMemo<const FENCED: bool> {
    sequence: AtomicU64,
    rate: AtomicU64,
    generation: AtomicU64,
    until_instant: AtomicU64,
}

impl<const FENCED: bool> HourMemo<FENCED> {
    #[must_use]
    pub fn read(&self) -> Option<Flat> {
        self.read_with_end().map(|(known, _)| known)
    }

    fn read_with_end(&self) -> Option<(Flat, u64)> {
        let before = self.sequence.load(Acquire);
        let known = Flat { rate: self.rate.load(Relaxed), generation: self.generation.load(Relaxed) };
        let until_instant = self.until_instant.load(Relaxed);
        if FENCED {
            fence(Acquire);
        }
        let whole = before != 0 && before.is_multiple_of(2) && self.sequence.load(Relaxed) == before;
        whole.then_some((known, until_instant))
    }

    /// What holds at this second.
    #[must_use]
    pub fn get(&self, second: u64) -> Option<Flat> {
        let (known, until_instant) = self.read_with_end()?;
        (second < until_instant).then_some(known)
    }

    pub fn set(&self, flat: Flat, until: u64) {
        let before = self.sequence.load(Relaxed);
        let free =
            before.is_multiple_of(2) && self.sequence.compare_exchange(before, before + 1, Acquire, Relaxed).is_ok();
        if !free {
            return;
        }
        if FENCED {
            fence(Release);
        }
        self.rate.store(flat.rate, Relaxed);
        self.generation.store(flat.generation, Relaxed);
        self.until_instant.store(until, Relaxed);
        self.sequence.store(before + 2, Release);
    }
}
