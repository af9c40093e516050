//! Keeps metered functions that call metered functions from counting twice.
//!
//! While a guard's body runs, the thread holds the guard's frame. A guard that records adds the kind of its record to the
//! frame around it; the guard of that frame reads the kinds when it ends. The rule by which a guard then counts is that of its
//! attribute: [`llm_nesting`](super::llm_nesting) has the one of LLM calls, and `record` in `memory_op/recording.rs` the one of
//! memory operations. A tool call counts
//! unless it is inside a call of the same tool: see [`open_tool`](super::open_tool). Processes always count. The frame also says which failures were counted inside:
//! [`counted_failures`](super::counted_failures) has the rule by which one that goes up is recognised.
//!
//! A frame goes with its guard through every `.await`. A task that is spawned begins with an empty one.

use super::counted_failures::CountedFailures;
use crate::error::ErrorType;
use std::cell::Cell;

/// What was recorded inside a guard, and what is open there. It is packed, because the future of a metered function holds it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(Rust, packed)]
pub struct NestingFrame {
    /// Two sets of kinds in one word, which is read and written as a whole: the calls that are open here, and the records that
    /// were made inside.
    kinds: u32,
    failures: CountedFailures,
}

/// A set of kinds: of the calls that are open, or of the records that were made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CallKinds(u16);

impl CallKinds {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const LLM_CALL: Self = Self(1);
    /// A call with the key `attempt` inside a call that counts the request.
    pub(crate) const ATTEMPT: Self = Self(1 << 12);
    /// The tokens of a call were counted.
    pub(crate) const TOKENS: Self = Self(1 << 13);
    /// A call that counts its tokens has begun, and has not ended.
    pub(crate) const TOKENS_PENDING: Self = Self(1 << 14);

    /// Any of `RECALL`, `SEARCH` and `LOAD`: calls of them inside each other are one read of the memory.
    pub(crate) const READ: Self = Self(1 << 1);
    /// A number of results was observed.
    pub(crate) const RESULTS: Self = Self(1 << 2);
    /// A read is open around the read of this frame, and counts for both.
    pub(crate) const ENCLOSING_READ: Self = Self(1 << 3);
    pub(crate) const SAVE: Self = Self(1 << 4);
    pub(crate) const UPDATE: Self = Self(1 << 5);
    pub(crate) const DELETE: Self = Self(1 << 6);
    pub(crate) const FORGET: Self = Self(1 << 7);
    pub(crate) const RECALL: Self = Self(1 << 8);
    pub(crate) const SEARCH: Self = Self(1 << 9);
    pub(crate) const LOAD: Self = Self(1 << 10);
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

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

thread_local! {
    static FRAME: Cell<NestingFrame> = const { Cell::new(NestingFrame { kinds: 0, failures: CountedFailures::NONE }) };
}

impl NestingFrame {
    /// The frame of this thread.
    #[inline]
    pub(crate) fn current() -> Self {
        FRAME.get()
    }

    /// The calls that are open on this thread.
    #[inline]
    pub(crate) fn enclosing_kinds() -> CallKinds {
        FRAME.get().open()
    }

    /// A frame inside the current one, in which the calls `open` are open too, but no tool.
    #[inline]
    pub(crate) fn inside(open: CallKinds) -> Self {
        let around = FRAME.get();
        let open = around.open().0 & !CallKinds::TOOL.0 | open.0;
        Self { kinds: u32::from(open) << 16, failures: CountedFailures::inside(around.failures) }
    }

    /// A frame inside the current one in which only a tool is open.
    #[inline]
    pub(crate) fn in_tool() -> Self {
        Self { kinds: u32::from(CallKinds::TOOL.0) << 16, ..Self::anew() }
    }

    /// A frame inside the current one in which no call is open: of what begins anew, such as a process.
    #[inline]
    pub(crate) fn anew() -> Self {
        Self { kinds: 0, failures: CountedFailures::inside(FRAME.get().failures) }
    }

    /// The calls that are open in the frame.
    #[inline]
    pub(crate) fn open(self) -> CallKinds {
        CallKinds((self.kinds >> 16) as u16)
    }

    /// The records that were made inside.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // the lower half
    pub(crate) fn recorded(self) -> CallKinds {
        CallKinds(self.kinds as u16)
    }

    /// Makes this the thread's frame, and returns the one before.
    #[inline]
    pub(crate) fn enter(self) -> Self {
        FRAME.replace(self)
    }

    /// Adds kinds of records to the frame around the guard that ends.
    #[inline]
    pub(crate) fn record(kinds: CallKinds) {
        let around = FRAME.get();
        FRAME.set(Self { kinds: around.kinds | u32::from(kinds.0), ..around });
    }

    /// Removes kinds of records from that frame.
    #[inline]
    pub(crate) fn remove(kinds: CallKinds) {
        let around = FRAME.get();
        FRAME.set(Self { kinds: around.kinds & !u32::from(kinds.0), ..around });
    }

    /// Notes in the frame around the guard of this frame how that guard ended. Returns its failure if it is one to be counted: the
    /// guard `counts` failures, and no guard inside has counted this one.
    #[inline]
    pub(crate) fn end(self, failed: Option<ErrorType>, counts: bool) -> Option<ErrorType> {
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
        FRAME.set(Self { failures, ..around });
        counted
    }
}
