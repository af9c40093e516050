//! Decides what a guard that is dropped before its end counts as: `panic` while the thread unwinds, else `cancelled`.

use crate::error::ErrorType;
use std::thread;

/// How far a guard is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardState {
    /// The function has not ended.
    Runs,
    /// The body panicked, and nothing is recorded yet.
    Panicked,
    /// The guard has recorded; it records nothing more.
    Recorded,
}

impl GuardState {
    /// The state of a new guard. Where metrics are switched off, it begins as if it had recorded.
    pub(super) fn begin(enabled: bool) -> Self {
        if enabled { Self::Runs } else { Self::Recorded }
    }

    /// Notes that the body panicked.
    pub(super) fn panic(&mut self) {
        if *self == Self::Runs {
            *self = Self::Panicked;
        }
    }

    pub(super) fn is_recorded(self) -> bool {
        self == Self::Recorded
    }

    /// The error type of a guard that is dropped now: `cancelled`, or `panic`. `None` if the guard has recorded.
    ///
    /// A future that is dropped before it is ready is cancelled: its task was aborted, or it lost a `select!` or a timeout.
    pub(super) fn abort_reason(self) -> Option<ErrorType> {
        match self {
            Self::Recorded => None,
            Self::Panicked => Some(ErrorType::Panic),
            Self::Runs if thread::panicking() => Some(ErrorType::Panic),
            Self::Runs => Some(ErrorType::Cancelled),
        }
    }

    /// Moves to `Recorded`; true if it was not in that state yet.
    pub(super) fn record(&mut self) -> bool {
        std::mem::replace(self, Self::Recorded) != Self::Recorded
    }
}
