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

    /// The mark of a memory operation; operations that are not known by name share none.
    pub(crate) fn operation(operation: &str) -> Self {
        let known = ["save", "update", "delete", "forget", "recall", "search", "load", "embed"];
        let bit = |index: usize| Self(1 << (index + 3));
        known.iter().position(|known| *known == operation).map_or(Self::NONE, bit)
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
