//! Keeps metered functions that call metered functions from counting twice.
//!
//! While a guard's body runs, the thread holds the guard's frame. A call that begins there belongs to the guard of that frame: it
//! records its kind in the [place](super::marks) of that guard and of those around it, wherever and on whichever thread it ends,
//! and the guards read the kinds when they end. The rule by which a guard then counts is that of its attribute:
//! [`llm_nesting`](super::llm_nesting) has the one of LLM calls, and `record` in `memory_op/recording.rs` the one of memory
//! operations. A tool call counts unless it is inside a call of the same tool: see [`tool_nesting`](super::tool_nesting). Processes always
//! count. The frame also says which failures were counted inside: [`counted_failures`](super::counted_failures) has the rule by which
//! one that goes up is recognised. A failure goes up to whoever polls, so it is noted where the call ends.
//!
//! A frame goes with its guard through every `.await`. A task that is spawned begins with an empty one.

use super::{counted_failures::CountedFailures, marks::Place};
use crate::{error::ErrorType, usage::FinishReason};
use std::cell::Cell;

/// The frame of a guard, for the calls inside. It is small, because the future of a metered function holds it.
#[derive(Debug)]
pub struct NestingFrame {
    /// The number of a [`Place`], in bytes: with [`OWN`] its own, else that of the call around.
    place: [u8; 4],
    failures: CountedFailures,
}

/// The bit of a place's number that says that it is the frame's own.
const OWN: u32 = 1 << 31;

/// The frame of the thread. What is open in it follows from the guard and its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct ThreadFrame {
    place: u32,
    open: CallKinds,
    failures: CountedFailures,
}

/// A set of kinds: of the calls that are open, or of the records that were made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallKinds(u16);

impl CallKinds {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const LLM_CALL: Self = Self(1);
    /// A call with the key `attempt` inside a call that counts the request.
    pub(crate) const ATTEMPT: Self = Self(1 << 12);
    /// The tokens of a call were counted.
    pub(crate) const TOKENS: Self = Self(1 << 13);
    /// A call that may count its tokens has begun inside, and has not ended.
    pub(crate) const TOKENS_PENDING: Self = Self(1 << 14);

    /// A number of results was observed.
    pub(crate) const RESULTS: Self = Self(1 << 2);
    pub(crate) const SAVE: Self = Self(1 << 4);
    pub(crate) const UPDATE: Self = Self(1 << 5);
    pub(crate) const DELETE: Self = Self(1 << 6);
    pub(crate) const FORGET: Self = Self(1 << 7);
    pub(crate) const RECALL: Self = Self(1 << 8);
    pub(crate) const SEARCH: Self = Self(1 << 9);
    pub(crate) const LOAD: Self = Self(1 << 10);
    /// Calls of these inside each other are one read of the memory.
    pub(crate) const READ: Self = Self::RECALL.union(Self::SEARCH).union(Self::LOAD);
    pub(crate) const EMBED: Self = Self(1 << 11);
    /// A call of a tool, which may be inside a call of the same tool.
    pub(crate) const TOOL: Self = Self(1 << 15);

    /// The kind of a memory operation; an operation that has no constant here has none.
    pub(crate) fn operation(operation: &str) -> Self {
        match operation {
            // A tool that upserts through a store that saves is one write.
            "save" | "upsert" => Self::SAVE,
            "update" => Self::UPDATE,
            "delete" => Self::DELETE,
            "forget" => Self::FORGET,
            "recall" => Self::RECALL,
            "search" => Self::SEARCH,
            "load" => Self::LOAD,
            "embed" => Self::EMBED,
            _ => Self::NONE,
        }
    }

    /// The position of the only kind in the set, which takes less room; that of an empty set is none.
    #[allow(clippy::cast_possible_truncation)] // at most 16
    pub(crate) fn index(self) -> u8 {
        self.0.trailing_zeros() as u8
    }

    /// The set of the kind at this position.
    pub(crate) fn at(index: u8) -> Self {
        Self(1_u16.checked_shl(index.into()).unwrap_or(0))
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn bits(self) -> u16 {
        self.0
    }

    pub(super) fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    fn without_tool(self) -> Self {
        Self(self.0 & !Self::TOOL.0)
    }

    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

thread_local! {
    static FRAME: Cell<ThreadFrame> = const { Cell::new(ThreadFrame::EMPTY) };
}

impl ThreadFrame {
    const EMPTY: Self = Self { place: 0, open: CallKinds::NONE, failures: CountedFailures::NONE };

    /// The place of the frame's own guard, which it gets now if it has none.
    fn own_place(&mut self) -> Place {
        if self.place & OWN == 0 {
            let place = Place::new(self.open, Place::at(self.place));
            if place != Place::NONE {
                self.place = place.number() | OWN;
            }
            return place;
        }
        Place::at(self.place & !OWN)
    }
}

impl NestingFrame {
    /// The calls that are open on this thread.
    #[inline]
    pub(crate) fn enclosing_kinds() -> CallKinds {
        FRAME.get().open
    }

    /// A frame inside the current one, whose calls are open in it, too, but no tool.
    #[inline]
    pub(crate) fn inside() -> Self {
        let around = FRAME.get();
        let place = if around.open.without_tool() == CallKinds::NONE { 0 } else { Self::place_inside(around) };
        Self { place: place.to_ne_bytes(), failures: CountedFailures::inside(around.failures) }
    }

    #[cold]
    fn place_inside(mut around: ThreadFrame) -> u32 {
        let place = around.own_place();
        FRAME.set(around);
        place.hold().number()
    }

    /// A frame inside the current one in which no call is open: of what begins anew, such as a process.
    #[inline]
    pub(crate) fn anew() -> Self {
        Self { place: [0; 4], failures: CountedFailures::inside(FRAME.get().failures) }
    }

    #[inline]
    fn place(&self) -> u32 {
        u32::from_ne_bytes(self.place)
    }

    /// The place of the guard, if a call has begun inside.
    fn own_place(&self) -> Place {
        if self.place() & OWN == 0 { Place::NONE } else { Place::at(self.place() & !OWN) }
    }

    /// The place of the guard around.
    fn place_around(&self) -> Place {
        if self.place() & OWN == 0 { Place::at(self.place()) } else { self.own_place().around() }
    }

    /// The calls that are open around the guard.
    #[inline]
    pub(crate) fn open_around(&self) -> CallKinds {
        if self.place() == 0 { CallKinds::NONE } else { self.place_around().open() }
    }

    /// The records that were made inside.
    #[inline]
    pub(crate) fn recorded(&self) -> CallKinds {
        if self.place() == 0 { CallKinds::NONE } else { self.own_place().recorded() }
    }

    /// Makes this the thread's frame, in which the guard `opens` a call, and returns the one before.
    #[inline]
    pub(super) fn enter(&self, opens: CallKinds) -> ThreadFrame {
        let place = self.place();
        let open = if place == 0 { opens } else { self.open(opens) };
        FRAME.replace(ThreadFrame { place, open, failures: self.failures })
    }

    #[cold]
    fn open(&self, opens: CallKinds) -> CallKinds {
        match self.own_place() {
            Place::NONE => opens.union(self.place_around().open().without_tool()),
            own => own.open(),
        }
    }

    /// Brings back the frame before, and keeps what has changed in this one.
    #[inline]
    pub(super) fn leave(&mut self, before: ThreadFrame) {
        let inner = FRAME.replace(before);
        // The write is skipped where nothing was recorded inside: moving a guard right after writing to it is slower.
        if self.place() != inner.place || self.failures != inner.failures {
            (self.place, self.failures) = (inner.place.to_ne_bytes(), inner.failures);
        }
    }

    /// Enters until [`leave_kept`](Self::leave_kept), and keeps the frame before in place of this one.
    pub(super) fn enter_and_keep(&mut self, opens: CallKinds) {
        let mut before = self.enter(opens);
        if before.open != CallKinds::NONE {
            before.own_place(); // it remembers what is open
        }
        (self.place, self.failures) = (before.place.to_ne_bytes(), before.failures);
    }

    /// Brings back the frame that was kept.
    pub(super) fn leave_kept(&mut self) {
        let open = self.own_place().open();
        self.leave(ThreadFrame { place: self.place(), open, failures: self.failures });
    }

    /// An LLM call begins in this frame, inside others: it may count its tokens.
    #[cold]
    pub(crate) fn begin_tokens(&self, kinds: CallKinds) {
        self.place_around().begin_tokens(kinds);
    }

    /// It ends.
    #[cold]
    pub(crate) fn end_tokens(&self, kinds: CallKinds) {
        self.place_around().end_tokens(kinds);
    }

    /// The model stopped for this reason in the call of this frame, which answered: the calls around may not tell it themselves.
    #[cold]
    pub(crate) fn note_reason(&self, reason: FinishReason) {
        self.place_around().note_reason(reason);
    }

    /// The reason in the last call inside that answered.
    #[inline]
    pub(crate) fn reason(&self) -> Option<FinishReason> {
        if self.place() == 0 { None } else { self.own_place().reason() }
    }

    /// Adds kinds of records to the frames around.
    #[inline]
    pub(crate) fn record(&self, kinds: CallKinds) {
        if self.place() != 0 {
            self.place_around().record(kinds);
        }
    }

    /// Notes in the frame around the guard of this frame how that guard ended. Returns its failure if it is one to be counted: the
    /// guard `counts` failures, and no guard inside has counted this one.
    #[inline]
    pub(crate) fn end(&self, failed: Option<ErrorType>, counts: bool) -> Option<ErrorType> {
        let failures = self.failures;
        match failed {
            None if !failures.began_after_failure() => None,
            _ => Self::end_around_failures(failures, failed, counts),
        }
    }

    #[cold]
    fn end_around_failures(inside: CountedFailures, failed: Option<ErrorType>, counts: bool) -> Option<ErrorType> {
        let around = FRAME.get();
        let (failures, counted) = match failed {
            None => (inside.succeed(around.failures), None),
            Some(error_type) => {
                let (failures, is_counted) = inside.fail(around.failures, error_type, counts);
                (failures, Some(error_type).filter(|_| is_counted))
            }
        };
        FRAME.set(ThreadFrame { failures, ..around });
        counted
    }
}

impl Drop for NestingFrame {
    #[inline]
    fn drop(&mut self) {
        if self.place() != 0 {
            Place::at(self.place() & !OWN).release();
        }
    }
}
