//! Calls within calls: what a metered function that calls a metered function must know, so that nothing counts twice.
//!
//! While a guard's body runs, the thread holds the guard's frame. A guard that records leaves a mark in the frame around
//! it; that one sees the mark when it ends.

use std::cell::Cell;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    /// What is open around here.
    pub(crate) open: Marks,
    /// What was recorded inside.
    pub(crate) recorded: Marks,
}

/// A set of kinds of record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Marks(u16);

impl Marks {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const LLM_CALL: Self = Self(1);
    /// Recall, search and load are one read of the memory, however they call each other.
    pub(crate) const READ: Self = Self(1 << 1);
    pub(crate) const RESULTS: Self = Self(1 << 2);

    /// A read that is open around this one, and counts for it.
    pub(crate) const READ_AROUND: Self = Self(1 << 3);
    pub(crate) const SAVE: Self = Self(1 << 4);
    pub(crate) const UPDATE: Self = Self(1 << 5);
    pub(crate) const DELETE: Self = Self(1 << 6);
    pub(crate) const FORGET: Self = Self(1 << 7);
    pub(crate) const RECALL: Self = Self(1 << 8);
    pub(crate) const SEARCH: Self = Self(1 << 9);
    pub(crate) const LOAD: Self = Self(1 << 10);
    pub(crate) const EMBED: Self = Self(1 << 11);

    /// The mark of a memory operation; operations that are not known by name share none.
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

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn any_of(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

thread_local! {
    static FRAME: Cell<Frame> = const { Cell::new(Frame { open: Marks::NONE, recorded: Marks::NONE }) };
}

impl Frame {
    /// What is open here and now.
    pub(crate) fn around() -> Marks {
        FRAME.get().open
    }

    /// A frame inside the current one, in which `open` is open too.
    pub(crate) fn inside(open: Marks) -> Self {
        Self { open: Self::around().and(open), recorded: Marks::NONE }
    }

    /// Makes this the thread's frame, and holds the one before; called again it brings that one back.
    pub(crate) fn swap(&mut self) {
        *self = FRAME.replace(*self);
    }

    /// Leaves marks in the frame around the guard that ends.
    pub(crate) fn leave_marks(marks: Marks) {
        let mut frame = FRAME.get();
        frame.recorded = frame.recorded.and(marks);
        FRAME.set(frame);
    }
}
