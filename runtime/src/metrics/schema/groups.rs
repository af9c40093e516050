//! Declares the groups of series: their label names, what their cells count, and their histograms with the default buckets.
//!
//! The macro numbers everything in the order of its declaration, so no index is written by hand:
//!
//! ```text
//! Tools in tool {                                  pub(crate) mod tool {
//!     labels { AGENT_ID = "agent_id", … }              pub(crate) const AGENT_ID: usize = 0; …
//!     cells { OUTCOMES by Outcome, }        =>         pub(crate) const OUTCOMES: CellId<Outcome> = CellId::at(GroupKind::Tools, 5);
//!     histograms { DURATION = seconds(B), }            pub(crate) const DURATION: HistogramId = …;
//! }                                                    pub(super) const SCHEMA: GroupSchema = …;
//!                                                  }
//! ```

use super::{
    cell::{BEGUN, CellId, ENDED, HistogramId},
    default_buckets::{
        LLM_SECONDS, MEMORY_SECONDS, OTEL_SECONDS, OTEL_TOKENS, PROCESS_SECONDS, SEARCH_RESULTS, TOOL_SECONDS,
        WORKER_SECONDS,
    },
    group_kind::GroupKind,
    label_values::{Direction, IncompleteReason, Outcome},
};
use crate::FinishReason;

/// What the storage must know of a group.
#[derive(Debug)]
pub(crate) struct GroupSchema {
    pub(crate) labels: &'static [&'static str],
    pub(crate) histograms: &'static [HistogramId],
}

macro_rules! groups {
    ($(
        $(#[$doc:meta])*
        $kind:ident in $module:ident {
            labels { $($label:ident = $label_name:literal,)+ }
            cells { $($cells:tt)* }
            histograms { $($histograms:tt)* }
        }
    )+) => {
        impl GroupKind {
            pub(crate) const fn schema(self) -> &'static GroupSchema {
                match self {
                    $(Self::$kind => &$module::SCHEMA,)+
                }
            }
        }
        $(
            $(#[$doc])*
            #[allow(dead_code)] // a label or the count of what has begun is not needed by name in every group
            pub(crate) mod $module {
                use super::*;

                const GROUP: GroupKind = GroupKind::$kind;

                #[allow(non_camel_case_types, clippy::upper_case_acronyms)] // its variants number the constants below
                enum Label { $($label,)+ }
                $(pub(crate) const $label: usize = Label::$label as usize;)+

                pub(crate) const ENDED: CellId = CellId::at(GROUP, super::ENDED);
                pub(crate) const BEGUN: CellId = CellId::at(GROUP, super::BEGUN);
                cells!(BEGUN.end(); $($cells)*);
                histograms!(0; []; $($histograms)*);

                pub(super) const SCHEMA: GroupSchema =
                    GroupSchema { labels: &[$($label_name),+], histograms: &HISTOGRAMS };
            }
        )+
    };
}

/// Numbers the cells, from `$next` on.
macro_rules! cells {
    ($next:expr;) => {};
    ($next:expr; $name:ident $(by $label:ident)?, $($rest:tt)*) => {
        pub(crate) const $name: CellId$(<$label>)? = CellId::at(GROUP, $next);
        cells!($name.end(); $($rest)*);
    };
}

/// Numbers the histograms, from `$next` on, and lists them.
macro_rules! histograms {
    ($next:expr; [$($all:ident)*];) => {
        const HISTOGRAMS: [HistogramId; $next] = [$($all),*];
    };
    ($next:expr; [$($all:ident)*]; $name:ident = $unit:ident($bounds:expr), $($rest:tt)*) => {
        pub(crate) const $name: HistogramId = HistogramId::$unit(GROUP, $next, $bounds);
        histograms!($name.index + 1; [$($all)* $name]; $($rest)*);
    };
}

groups! {
    /// LLM calls.
    Calls in call {
        labels {
            AGENT_ID = "agent_id",
            MODEL = "model",
            TIER = "tier",
            WORKER_TYPE = "worker_type",
        }
        cells {
            OUTCOMES by Outcome,
            TOKENS by Direction,
            REASONING,
            COST,
            UNPRICED,
            USAGE_MISSING,
            INCOMPLETE by IncompleteReason,
            ATTEMPTS by Outcome,
            FINISH_REASONS by FinishReason,
        }
        histograms {
            DURATION = seconds(LLM_SECONDS),
            FIRST_TOKEN = seconds(LLM_SECONDS),
            OTEL_DURATION = seconds(OTEL_SECONDS),
            OTEL_INPUT_TOKENS = amounts(OTEL_TOKENS),
            OTEL_OUTPUT_TOKENS = amounts(OTEL_TOKENS),
        }
    }

    /// Failures of LLM calls and their attempts.
    CallErrors in call_error {
        labels {
            AGENT_ID = "agent_id",
            MODEL = "model",
            TIER = "tier",
            WORKER_TYPE = "worker_type",
            ERROR_TYPE = "error_type",
        }
        cells {
            ERRORS,
        }
        histograms {}
    }

    /// Processes of agents.
    Processes in process {
        labels {
            AGENT_ID = "agent_id",
            PROCESS_TYPE = "process_type",
            WORKER_TYPE = "worker_type",
        }
        cells {
            OUTCOMES by Outcome,
        }
        histograms {
            WORKER_DURATION = seconds(WORKER_SECONDS),
            DURATION = seconds(PROCESS_SECONDS),
        }
    }

    /// Calls of tools.
    Tools in tool {
        labels {
            AGENT_ID = "agent_id",
            TOOL_NAME = "tool_name",
            PROCESS_TYPE = "process_type",
        }
        cells {
            OUTCOMES by Outcome,
        }
        histograms {
            DURATION = seconds(TOOL_SECONDS),
        }
    }

    /// Operations on the memory.
    Memory in memory {
        labels {
            AGENT_ID = "agent_id",
            OPERATION = "operation",
        }
        cells {
            READS,
            WRITES,
            UPDATES,
            REMOVED,
            ADDED,
        }
        histograms {
            DURATION = seconds(MEMORY_SECONDS),
            RESULTS = amounts(SEARCH_RESULTS),
        }
    }

    /// Failures.
    Errors in error {
        labels {
            AGENT_ID = "agent_id",
            PROCESS_TYPE = "process_type",
            ERROR_TYPE = "error_type",
            WORKER_TYPE = "worker_type",
        }
        cells {
            ERRORS,
        }
        histograms {}
    }
}
