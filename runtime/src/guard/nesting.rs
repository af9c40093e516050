//! Keeps metered functions that call metered functions from counting twice.
//!
//! While a guard's body runs, the thread holds the guard's frame. A guard that records adds the kind of its record to the
//! frame around it; the guard of that frame reads the kinds when it ends. The rule by which a guard then counts is that of its
//! attribute: [`llm_nesting`](super::llm_nesting) has the one of LLM calls, and `record` in `memory_op/recording.rs` the one of
//! memory operations. Processes and tool calls always count.

use std::cell::Cell;

/// Two sets of kinds in one word, which is read and written as a whole: the calls that are open here, and the records that
/// were made inside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NestingFrame(u32);

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

    /// The kind of a memory operation; an operation that has no constant here has none.
    pub(crate) fn operation(operation: &str) -> Self {
        match operation {
            "save" => Self::SAVE,
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

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

thread_local! {
    static FRAME: Cell<NestingFrame> = const { Cell::new(NestingFrame(0)) };
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

    /// A frame inside the current one, in which the calls `open` are open too.
    #[inline]
    pub(crate) fn inside(open: CallKinds) -> Self {
        Self(u32::from(Self::enclosing_kinds().union(open).0) << 16)
    }

    /// The calls that are open in the frame.
    #[inline]
    pub(crate) fn open(self) -> CallKinds {
        CallKinds((self.0 >> 16) as u16)
    }

    /// The records that were made inside.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // the lower half
    pub(crate) fn recorded(self) -> CallKinds {
        CallKinds(self.0 as u16)
    }

    /// Makes this the thread's frame, and returns the one before.
    #[inline]
    pub(crate) fn enter(self) -> Self {
        FRAME.replace(self)
    }

    /// Adds kinds of records to the frame around the guard that ends.
    #[inline]
    pub(crate) fn record(kinds: CallKinds) {
        FRAME.set(Self(FRAME.get().0 | u32::from(kinds.0)));
    }

    /// Removes kinds of records from that frame.
    #[inline]
    pub(crate) fn remove(kinds: CallKinds) {
        FRAME.set(Self(FRAME.get().0 & !u32::from(kinds.0)));
    }
}
