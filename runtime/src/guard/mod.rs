//! The guards that expansions call: one begins with the function, and records once, however the function ends.
//!
//! What looks at types only is the same in both modes; the guards are in [`on`], and what stands for them with the feature
//! off is in [`off`].

mod affected;
mod answer;
mod borrowed_error_probe;
mod call_builder;
mod error_probe;
mod keys;
#[cfg(not(feature = "registry"))]
mod off;
#[cfg(feature = "registry")]
mod on;
mod outcome;

#[cfg(not(feature = "registry"))]
use off as mode;
#[cfg(feature = "registry")]
use on as mode;

#[cfg(feature = "registry")]
pub use on::RewrapStream;
pub use {
    call_builder::CallBuilder,
    mode::{Call, LlmHandle, MemoryHandle, Metered, OutcomeHandle},
};

/// What expansions name. Not for anyone else: it changes without notice.
pub mod expansion {
    pub use super::{
        affected::{SuccessProbe, affected_by, results_by},
        answer::Answer,
        borrowed_error_probe::BorrowedErrorProbe,
        error_probe::ErrorProbe,
        keys::{Absent, AmbientContext},
        mode::expansion::*,
        outcome::{SplitValue, failed_by},
    };
    pub use crate::{
        LlmHandle, MemoryHandle, OutcomeHandle,
        usage::{
            spelled::{filtered, served, status},
            tokens::media::media_within,
        },
    };

    /// A value of a type that only has to be named: it is never made.
    pub fn never<T>() -> T {
        loop {
            std::thread::park();
        }
    }

    /// The traits by which look-up chooses, without their names.
    pub mod probes {
        pub use crate::guard::{
            affected::{AffectedByType as _, AffectedOne as _, ResultsByType as _, ResultsUnknown as _},
            borrowed_error_probe::{BorrowedByClassify as _, BorrowedBySource as _, BorrowedUnknown as _},
            error_probe::{
                ErrorByClassify as _, ErrorByReference as _, ErrorBySendReference as _, ErrorBySource as _,
                ErrorUnknown as _,
            },
            mode::probes::*,
            outcome::PlainValue as _,
        };
    }
}
