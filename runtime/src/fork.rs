//! Notes in which process something was started: a forked child inherits the note of its parent, but not the thread.

use std::{
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

/// Something that each process starts once.
#[derive(Debug)]
pub(crate) struct OncePerProcess(AtomicU32);

/// What is started now, and was not yet in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    First,
    /// The process was forked from one that had started it.
    InChild,
}

impl OncePerProcess {
    /// No process has the id 0.
    pub(crate) const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Notes the start, for the first that asks in a process; `None` for the others.
    pub(crate) fn claim(&self) -> Option<Start> {
        let (before, now) = (self.0.load(Relaxed), process::id());
        let start = if before == 0 { Start::First } else { Start::InChild };
        let claimed = before != now && self.0.compare_exchange(before, now, Relaxed, Relaxed).is_ok();
        claimed.then_some(start)
    }

    /// It could not be started: the next that asks may try again.
    pub(crate) fn release(&self) {
        self.0.store(0, Relaxed);
    }

    /// True if it was started, in this process or in one that it was forked from.
    pub(crate) fn was_claimed(&self) -> bool {
        self.0.load(Relaxed) != 0
    }

    /// As in a child of a process that had claimed it.
    #[cfg(test)]
    pub(crate) fn claimed_by_a_parent() -> Self {
        Self(AtomicU32::new(process::id() ^ 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_process_starts_once() {
        let once = OncePerProcess::new();
        assert!(!once.was_claimed());
        assert_eq!([once.claim(), once.claim()], [Some(Start::First), None]);
        once.release();
        assert_eq!([once.claim(), once.claim()], [Some(Start::First), None]);
        let inherited = OncePerProcess::claimed_by_a_parent();
        assert!(inherited.was_claimed());
        assert_eq!([inherited.claim(), inherited.claim()], [Some(Start::InChild), None]);
    }
}
