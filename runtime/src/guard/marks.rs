//! Keeps what the calls inside of a call record, so that it belongs to the call that they began in, wherever they end.
//!
//! A call gets a place here with the first call inside of it. Those inside hold the place as well, which is free for another call
//! once all of them are gone: a stream may outlive the call that opened it. The places stay allocated, so that nested calls
//! allocate nothing once as many have run at once; finding and freeing one takes no lock.

use super::nesting::CallKinds;
use crate::usage::FinishReason;
use once_cell::sync::OnceCell;
use std::sync::atomic::{
    AtomicU8, AtomicU16, AtomicU32, AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};

/// The number of a place; zero is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place(u32);

#[derive(Debug, Default)]
struct Marks {
    /// The calls that are open in the call that the place belongs to, those around it included.
    open: AtomicU16,
    /// What was recorded inside.
    recorded: AtomicU16,
    /// The number of the reason why the model stopped in the last call inside that answered, from 1 on; 0 for none.
    reason: AtomicU8,
    /// How many calls inside may still count their tokens.
    pending: AtomicU32,
    /// The call itself, and those inside.
    holders: AtomicU32,
    /// The place of the call around; of a free place the next free one.
    around: AtomicU32,
}

/// Chunk `n` has `FIRST << n` places.
static CHUNKS: [OnceCell<Box<[Marks]>>; 26] = [const { OnceCell::new() }; 26];
const FIRST: u32 = 32;
/// Fewer than `FIRST << 26`, which leaves a bit of a number free. So many places would take 32 GiB.
const LAST: u32 = (1 << 31) - FIRST - 1;

/// The highest number that was used.
static USED: AtomicU32 = AtomicU32::new(0);
/// The first free place, and above it a count of changes: without it, one that was taken and freed meanwhile would look untouched.
static FREE: AtomicU64 = AtomicU64::new(0);

impl Place {
    pub(super) const NONE: Self = Self(0);

    /// A number of 31 bits.
    pub(super) fn number(self) -> u32 {
        self.0
    }

    pub(super) fn at(number: u32) -> Self {
        Self(number)
    }

    fn marks(self) -> Option<&'static Marks> {
        let position = self.0.checked_sub(1)?.checked_add(FIRST)?;
        let (chunk, first) = (position.ilog2().checked_sub(FIRST.ilog2())?, 1 << position.ilog2());
        let new_chunk = || (0..first).map(|_| Marks::default()).collect();
        CHUNKS.get(chunk as usize)?.get_or_init(new_chunk).get((position ^ first) as usize)
    }

    /// A place for a call, which holds it. The call takes its own hold of the place `around` along.
    #[cold]
    pub(super) fn new(open: CallKinds, around: Self) -> Self {
        let place = Self::reuse().or_else(Self::unused).unwrap_or(Self::NONE);
        if let Some(marks) = place.marks() {
            marks.open.store(open.bits(), Relaxed);
            marks.recorded.store(0, Relaxed);
            marks.reason.store(0, Relaxed);
            marks.pending.store(0, Relaxed);
            marks.around.store(around.0, Relaxed);
            marks.holders.store(1, Release);
        }
        place
    }

    fn unused() -> Option<Self> {
        let used = USED.fetch_update(Relaxed, Relaxed, |used| used.checked_add(1).filter(|used| *used <= LAST));
        used.ok()?.checked_add(1).map(Self)
    }

    #[allow(clippy::cast_possible_truncation)] // the lower half
    fn reuse() -> Option<Self> {
        let mut free = FREE.load(Acquire);
        loop {
            let first = Self(free as u32);
            let next = first.marks()?.around.load(Relaxed);
            match FREE.compare_exchange_weak(free, Self::changed(free, next), AcqRel, Acquire) {
                Ok(_) => return Some(first),
                Err(current) => free = current,
            }
        }
    }

    #[allow(clippy::cast_possible_truncation)] // the lower half
    fn free(self, marks: &Marks) {
        let mut free = FREE.load(Acquire);
        loop {
            marks.around.store(free as u32, Relaxed);
            match FREE.compare_exchange_weak(free, Self::changed(free, self.0), AcqRel, Acquire) {
                Ok(_) => return,
                Err(current) => free = current,
            }
        }
    }

    fn changed(before: u64, first: u32) -> u64 {
        (before >> 32).wrapping_add(1) << 32 | u64::from(first)
    }

    /// Holds the place for one more call.
    pub(super) fn hold(self) -> Self {
        if let Some(marks) = self.marks() {
            marks.holders.fetch_add(1, Relaxed);
        }
        self
    }

    /// A call that held the place is gone.
    #[cold]
    pub(super) fn release(self) {
        let mut place = self;
        while let Some(marks) = place.marks() {
            if marks.holders.fetch_sub(1, AcqRel) != 1 {
                return;
            }
            let around = marks.around.load(Relaxed);
            place.free(marks);
            place = Self(around);
        }
    }

    pub(super) fn open(self) -> CallKinds {
        self.marks().map_or(CallKinds::NONE, |marks| CallKinds::from_bits(marks.open.load(Relaxed)))
    }

    pub(super) fn around(self) -> Self {
        self.marks().map_or(Self::NONE, |marks| Self(marks.around.load(Relaxed)))
    }

    /// What was recorded inside, and [`TOKENS_PENDING`](CallKinds::TOKENS_PENDING) while a call inside may count its tokens.
    pub(super) fn recorded(self) -> CallKinds {
        let Some(marks) = self.marks() else { return CallKinds::NONE };
        // Read first: what a call records it records before it ends.
        let pending = marks.pending.load(Acquire) > 0;
        let recorded = CallKinds::from_bits(marks.recorded.load(Acquire));
        if pending { recorded.union(CallKinds::TOKENS_PENDING) } else { recorded }
    }

    /// Runs for the place, and those of all calls around.
    fn for_all_around(self, change: impl Fn(&Marks)) {
        let mut place = self;
        while let Some(marks) = place.marks() {
            change(marks);
            place = Self(marks.around.load(Relaxed));
        }
    }

    /// A call that counts its tokens begins inside.
    pub(super) fn begin_tokens(self, kinds: CallKinds) {
        self.for_all_around(|marks| {
            marks.pending.fetch_add(1, Relaxed);
            marks.recorded.fetch_or(kinds.bits(), Release);
        });
    }

    /// It ends.
    pub(super) fn end_tokens(self, kinds: CallKinds) {
        self.for_all_around(|marks| {
            marks.recorded.fetch_or(kinds.bits(), Release);
            marks.pending.fetch_sub(1, Release);
        });
    }

    /// A call inside answered, and the model stopped for this reason.
    pub(super) fn note_reason(self, reason: FinishReason) {
        let number = (1..).zip(FinishReason::ALL).find(|(_, known)| **known == reason).map_or(0, |(number, _)| number);
        self.for_all_around(|marks| marks.reason.store(number, Relaxed));
    }

    /// The reason of the last call inside that answered.
    pub(super) fn reason(self) -> Option<FinishReason> {
        let number = self.marks()?.reason.load(Relaxed);
        FinishReason::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }

    /// Something was recorded inside.
    pub(super) fn record(self, kinds: CallKinds) {
        self.for_all_around(|marks| {
            marks.recorded.fetch_or(kinds.bits(), Release);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, thread};

    fn used() -> u32 {
        USED.load(Relaxed)
    }

    #[test]
    fn a_place_is_free_once_nobody_holds_it() {
        let outer = Place::new(CallKinds::LLM_CALL, Place::NONE);
        let inner = Place::new(CallKinds::SAVE, outer.hold());
        assert_eq!((inner.open(), inner.around()), (CallKinds::SAVE, outer));
        outer.release();
        inner.record(CallKinds::TOKENS);
        assert_eq!(outer.recorded(), CallKinds::TOKENS, "it is held from inside");
        inner.release();
    }

    #[test]
    fn places_are_used_again_and_never_by_two() {
        const AT_ONCE: usize = 100;
        let hold_some = || {
            for _ in 0..1_000 {
                let places: Vec<_> = (0..AT_ONCE).map(|_| Place::new(CallKinds::SAVE, Place::NONE)).collect();
                for place in &places {
                    place.begin_tokens(CallKinds::TOKENS);
                }
                let all_own = places.iter().all(|place| place.marks().is_some_and(|it| it.pending.load(Relaxed) == 1));
                assert!(all_own, "each is one call's alone");
                assert_eq!(places.iter().map(|place| place.number()).collect::<BTreeSet<_>>().len(), AT_ONCE);
                places.into_iter().for_each(Place::release);
            }
        };
        thread::scope(|threads| (0..4).for_each(|_| drop(threads.spawn(hold_some))));
        assert!(used() < 2_000, "{} places for 400 calls at once, and those of other tests", used());
    }
}
