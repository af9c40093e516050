//! How far a guard is.

use crate::ErrorType;
use std::thread;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Runs,
    Panicked,
    Recorded,
}

impl State {
    /// A guard that records nothing where metrics are switched off.
    pub(crate) fn begin(enabled: bool) -> Self {
        if enabled { Self::Runs } else { Self::Recorded }
    }

    /// The body panicked.
    pub(crate) fn panic(&mut self) {
        if *self == Self::Runs {
            *self = Self::Panicked;
        }
    }

    /// Why a guard that is dropped now did not end; `None` if it did.
    pub(crate) fn abort_reason(self) -> Option<ErrorType> {
        match self {
            Self::Recorded => None,
            Self::Panicked => Some(ErrorType::Panic),
            Self::Runs if thread::panicking() => Some(ErrorType::Panic),
            Self::Runs => Some(ErrorType::Cancelled),
        }
    }

    /// Whether nothing was recorded yet; from now on it is.
    pub(crate) fn record(&mut self) -> bool {
        std::mem::replace(self, Self::Recorded) != Self::Recorded
    }
}
