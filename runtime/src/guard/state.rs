//! How far a guard is.

use crate::error::ErrorType;
use std::thread;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardState {
    Runs,
    Panicked,
    Recorded,
}

impl GuardState {
    /// Where metrics are switched off, a guard begins as if it had recorded.
    pub(super) fn begin(enabled: bool) -> Self {
        if enabled { Self::Runs } else { Self::Recorded }
    }

    /// The body panicked.
    pub(super) fn panic(&mut self) {
        if *self == Self::Runs {
            *self = Self::Panicked;
        }
    }

    pub(super) fn is_recorded(self) -> bool {
        self == Self::Recorded
    }

    /// Why a guard that is dropped now did not end; `None` if it did.
    pub(super) fn abort_reason(self) -> Option<ErrorType> {
        match self {
            Self::Recorded => None,
            Self::Panicked => Some(ErrorType::Panic),
            Self::Runs if thread::panicking() => Some(ErrorType::Panic),
            Self::Runs => Some(ErrorType::Cancelled),
        }
    }

    /// True the first time, while nothing has been recorded.
    pub(super) fn record(&mut self) -> bool {
        std::mem::replace(self, Self::Recorded) != Self::Recorded
    }
}
