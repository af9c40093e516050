//! Decides what a guard that is dropped before its end counts as: `panic` while the thread unwinds, else `cancelled`.

use crate::error::ErrorType;
use std::thread;

/// How far a guard is, whether it opens a context, and whether it knows its agent. The flags share a byte, which keeps the futures that hold guards small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuardState(u8);

/// The body panicked.
const PANICKED: u8 = 1;
/// The guard has recorded; it records nothing more.
const RECORDED: u8 = 1 << 1;
/// The thread is inside the guard until the guard is dropped.
const IS_INSIDE: u8 = 1 << 2;
/// To be dropped is a normal end.
const MAY_BE_DROPPED: u8 = 1 << 3;
/// Neither the attribute nor the context has an `agent_id`.
const HAS_NO_AGENT: u8 = 1 << 4;
/// The guard opens a context.
const OPENS_CONTEXT: u8 = 1 << 5;

impl GuardState {
    /// The state of a new guard. Where metrics are switched off, it begins as if it had recorded.
    pub(super) fn begin(enabled: bool, has_no_agent: bool) -> Self {
        Self(if enabled { 0 } else { RECORDED } | if has_no_agent { HAS_NO_AGENT } else { 0 })
    }

    #[inline]
    pub(super) fn has_no_agent(self) -> bool {
        self.0 & HAS_NO_AGENT != 0
    }

    /// Notes that the body panicked.
    pub(super) fn panic(&mut self) {
        self.0 |= PANICKED;
    }

    #[inline]
    pub(super) fn is_recorded(self) -> bool {
        self.0 & RECORDED != 0
    }

    /// The error type of a guard that is dropped now: `cancelled`, or `panic`. `None` if the guard has recorded.
    ///
    /// A future that is dropped before it is ready is cancelled: its task was aborted, or it lost a `select!` or a timeout.
    pub(super) fn abort_reason(self) -> Option<ErrorType> {
        if self.is_recorded() {
            None
        } else if self.0 & PANICKED != 0 || thread::panicking() {
            Some(ErrorType::Panic)
        } else {
            Some(ErrorType::Cancelled)
        }
    }

    /// Notes that the guard has recorded; true if it had not yet.
    pub(super) fn record(&mut self) -> bool {
        !std::mem::replace(self, Self(self.0 | RECORDED)).is_recorded()
    }

    /// True if the guard has recorded, and the thread is not inside it: nothing is left to do when it is dropped.
    #[inline]
    pub(super) fn is_done(self) -> bool {
        self.0 & (RECORDED | IS_INSIDE) == RECORDED
    }

    /// True if the guard opens a context.
    #[inline]
    pub(super) fn opens_context(self) -> bool {
        self.0 & OPENS_CONTEXT != 0
    }

    /// Notes that the guard opens a context.
    #[inline]
    pub(super) fn open_context(&mut self) {
        self.0 |= OPENS_CONTEXT;
    }

    /// True while the thread is inside the guard until the guard is dropped.
    pub(super) fn is_inside(self) -> bool {
        self.0 & IS_INSIDE != 0
    }

    /// True if it is no failure that the guard is dropped.
    pub(super) fn may_be_dropped(self) -> bool {
        self.0 & MAY_BE_DROPPED != 0
    }

    pub(super) fn allow_drop(&mut self) {
        self.0 |= MAY_BE_DROPPED;
    }

    pub(super) fn set_inside(&mut self, is_inside: bool) {
        self.0 = if is_inside { self.0 | IS_INSIDE } else { self.0 & !IS_INSIDE };
    }
}
