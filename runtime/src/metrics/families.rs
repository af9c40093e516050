//! Every metric family: its name, type and labels, and the cells it is read from.

use super::registry::GroupKind::{self, Calls, Errors, Memory, Processes, Tools};
use crate::pricing::Missing;

/// The cells of each group that are not part of a histogram. Cell 0 is [`WRITTEN`](super::series::WRITTEN).
pub(crate) mod cell {
    pub(crate) mod call {
        pub(crate) const REQUESTS: usize = 1;
        pub(crate) const INPUT: usize = 2;
        pub(crate) const CACHED_INPUT: usize = 3;
        pub(crate) const CACHE_WRITE: usize = 4;
        pub(crate) const OUTPUT: usize = 5;
        pub(crate) const REASONING: usize = 6;
        pub(crate) const COST: usize = 7;
        pub(crate) const UNPRICED: usize = 8;
        pub(crate) const USAGE_MISSING: usize = 9;
        /// Calls whose cost is not complete, one cell for each [`Missing`](crate::pricing::Missing).
        pub(crate) const INCOMPLETE: usize = 10;
        pub(crate) const END: usize = INCOMPLETE + crate::pricing::Missing::ALL.len();
        /// Histograms, in the order of their families.
        pub(crate) const DURATION: usize = 0;
        pub(crate) const FIRST_TOKEN: usize = 1;
    }
    pub(crate) mod process {
        pub(crate) const ACTIVE: usize = 1;
        pub(crate) const STARTED: usize = 2;
        pub(crate) const OK: usize = 3;
        pub(crate) const ERROR: usize = 4;
        pub(crate) const CANCELLED: usize = 5;
        pub(crate) const PANICKED: usize = 6;
        pub(crate) const END: usize = 7;
        pub(crate) const WORKER_DURATION: usize = 0;
        pub(crate) const DURATION: usize = 1;
    }
    pub(crate) mod tool {
        pub(crate) const CALLS: usize = 1;
        pub(crate) const END: usize = 2;
        pub(crate) const DURATION: usize = 0;
    }
    pub(crate) mod memory {
        pub(crate) const READS: usize = 1;
        pub(crate) const WRITES: usize = 2;
        pub(crate) const UPDATES: usize = 3;
        pub(crate) const ENTRIES: usize = 4;
        pub(crate) const END: usize = 5;
        pub(crate) const DURATION: usize = 0;
        pub(crate) const RESULTS: usize = 1;
    }
    pub(crate) mod error {
        pub(crate) const ERRORS: usize = 1;
        pub(crate) const END: usize = 2;
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Counter,
    /// A counter of US dollars, kept in whole picodollars.
    Money,
    Gauge,
    /// A histogram with its default bounds, of seconds or of things counted.
    Seconds(&'static [f64]),
    Counted(&'static [f64]),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    Cell(usize),
    /// One cell for each value of one more label.
    Split(&'static str, &'static [(&'static str, usize)]),
    /// The group's n-th histogram.
    Histogram(usize),
}

/// Which of the group's series a family shows, and by which of their labels.
#[derive(Debug, Clone, Copy)]
pub(crate) enum View {
    /// Each series as it is.
    Each,
    /// The sums by some of the labels (their indices), over the series whose label has this value.
    Sums { by: &'static [usize], only: Option<(usize, &'static str)> },
}

#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
    pub(crate) kind: Kind,
    pub(crate) group: GroupKind,
    pub(crate) source: Source,
    pub(crate) view: View,
}

pub(crate) const CALL_LABELS: &[&str] = &["agent_id", "model", "tier", "worker_type"];
pub(crate) const PROCESS_LABELS: &[&str] = &["agent_id", "process_type", "worker_type"];
pub(crate) const TOOL_LABELS: &[&str] = &["agent_id", "tool_name", "process_type"];
pub(crate) const MEMORY_LABELS: &[&str] = &["agent_id", "operation"];
pub(crate) const ERROR_LABELS: &[&str] = &["agent_id", "process_type", "error_type", "worker_type"];

const BY_AGENT: View = View::Sums { by: &[0], only: None };
const LLM_SECONDS: &[f64] = &[0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0];
const TOOL_SECONDS: &[f64] = &[0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
const WORKER_SECONDS: &[f64] = &[1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0];
const PROCESS_SECONDS: &[f64] = &[0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0];
const MEMORY_SECONDS: &[f64] = &[0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
const RESULTS: &[f64] = &[0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0];

const REASONS: &[(&str, usize)] = &{
    let mut reasons = [("", 0); Missing::ALL.len()];
    let mut index = 0;
    while index < reasons.len() {
        reasons[index] = (Missing::ALL[index].as_str(), cell::call::INCOMPLETE + index);
        index += 1;
    }
    reasons
};

/// All families that are read from series, in the order of the text.
pub(crate) const FAMILIES: &[Family] = &[
    Family {
        name: "llm_requests_total",
        help: "LLM calls that ended, in whatever way.",
        kind: Kind::Counter,
        group: Calls,
        source: Source::Cell(cell::call::REQUESTS),
        view: View::Each,
    },
    Family {
        name: "llm_request_duration_seconds",
        help: "Time from the start of an LLM call to its end, retries inside it included.",
        kind: Kind::Seconds(LLM_SECONDS),
        group: Calls,
        source: Source::Histogram(cell::call::DURATION),
        view: View::Each,
    },
    Family {
        name: "llm_tokens_total",
        help: "Tokens by direction; the directions do not overlap, their sum is the total.",
        kind: Kind::Counter,
        group: Calls,
        source: Source::Split(
            "direction",
            &[
                ("input", cell::call::INPUT),
                ("cached_input", cell::call::CACHED_INPUT),
                ("cache_write", cell::call::CACHE_WRITE),
                ("output", cell::call::OUTPUT),
            ],
        ),
        view: View::Each,
    },
    Family {
        name: "llm_estimated_cost_dollars",
        help: "US dollars that the calls cost: as the provider said, else tokens times price.",
        kind: Kind::Money,
        group: Calls,
        source: Source::Cell(cell::call::COST),
        view: View::Each,
    },
    Family {
        name: "process_errors_total",
        help: "Failed LLM calls, and failed processes where asked for, by error type.",
        kind: Kind::Counter,
        group: Errors,
        source: Source::Cell(cell::error::ERRORS),
        view: View::Each,
    },
    Family {
        name: "tool_calls_total",
        help: "Tool calls that ended, in whatever way.",
        kind: Kind::Counter,
        group: Tools,
        source: Source::Cell(cell::tool::CALLS),
        view: View::Each,
    },
    Family {
        name: "tool_call_duration_seconds",
        help: "Time from the start of a tool call to its end.",
        kind: Kind::Seconds(TOOL_SECONDS),
        group: Tools,
        source: Source::Histogram(cell::tool::DURATION),
        view: View::Each,
    },
    Family {
        name: "memory_reads_total",
        help: "Reads of the memory that succeeded: recall, search and load, one inside another once.",
        kind: Kind::Counter,
        group: Memory,
        source: Source::Cell(cell::memory::READS),
        view: BY_AGENT,
    },
    Family {
        name: "memory_writes_total",
        help: "Memories saved.",
        kind: Kind::Counter,
        group: Memory,
        source: Source::Cell(cell::memory::WRITES),
        view: BY_AGENT,
    },
    Family {
        name: "memory_updates_total",
        help: "Memories that an operation changed.",
        kind: Kind::Counter,
        group: Memory,
        source: Source::Cell(cell::memory::UPDATES),
        view: View::Each,
    },
    Family {
        name: "memory_entry_count",
        help: "Memories that exist: what was set, plus saved, minus deleted.",
        kind: Kind::Gauge,
        group: Memory,
        source: Source::Cell(cell::memory::ENTRIES),
        view: BY_AGENT,
    },
    Family {
        name: "active_workers",
        help: "Workers that run now.",
        kind: Kind::Gauge,
        group: Processes,
        source: Source::Cell(cell::process::ACTIVE),
        view: View::Sums { by: &[0], only: Some((1, "worker")) },
    },
    Family {
        name: "active_branches",
        help: "Branches that run now.",
        kind: Kind::Gauge,
        group: Processes,
        source: Source::Cell(cell::process::ACTIVE),
        view: View::Sums { by: &[0], only: Some((1, "branch")) },
    },
    Family {
        name: "worker_duration_seconds",
        help: "Time from the start of a worker to its end.",
        kind: Kind::Seconds(WORKER_SECONDS),
        group: Processes,
        source: Source::Histogram(cell::process::WORKER_DURATION),
        view: View::Sums { by: &[0, 2], only: Some((1, "worker")) },
    },
    Family {
        name: "llm_time_to_first_token_seconds",
        help: "Time from the start of a streamed LLM call to its first item.",
        kind: Kind::Seconds(LLM_SECONDS),
        group: Calls,
        source: Source::Histogram(cell::call::FIRST_TOKEN),
        view: View::Each,
    },
    Family {
        name: "llm_reasoning_tokens_total",
        help: "Thinking tokens; they are among the output tokens.",
        kind: Kind::Counter,
        group: Calls,
        source: Source::Cell(cell::call::REASONING),
        view: View::Each,
    },
    Family {
        name: "llm_unpriced_tokens_total",
        help: "Tokens whose price nobody knows; they are missing in the cost.",
        kind: Kind::Counter,
        group: Calls,
        source: Source::Cell(cell::call::UNPRICED),
        view: View::Each,
    },
    Family {
        name: "llm_incomplete_costs_total",
        help: "LLM calls that used something the price book has no price of, by what that is; the rest is in the cost.",
        kind: Kind::Counter,
        group: Calls,
        source: Source::Split("reason", REASONS),
        view: View::Each,
    },
    Family {
        name: "llm_usage_missing_total",
        help: "LLM calls that ended well and told no usage.",
        kind: Kind::Counter,
        group: Calls,
        source: Source::Cell(cell::call::USAGE_MISSING),
        view: View::Each,
    },
    Family {
        name: "context_overflow_total",
        help: "Failures because the request was larger than the model's context.",
        kind: Kind::Counter,
        group: Errors,
        source: Source::Cell(cell::error::ERRORS),
        view: View::Sums { by: &[0, 1], only: Some((2, "context_overflow")) },
    },
    Family {
        name: "worker_cost_dollars",
        help: "US dollars that the LLM calls of workers cost.",
        kind: Kind::Money,
        group: Calls,
        source: Source::Cell(cell::call::COST),
        view: View::Sums { by: &[0, 3], only: Some((2, "worker")) },
    },
    Family {
        name: "branches_spawned_total",
        help: "Branches that were started.",
        kind: Kind::Counter,
        group: Processes,
        source: Source::Cell(cell::process::STARTED),
        view: View::Sums { by: &[0], only: Some((1, "branch")) },
    },
    Family {
        name: "active_processes",
        help: "Processes that run now.",
        kind: Kind::Gauge,
        group: Processes,
        source: Source::Cell(cell::process::ACTIVE),
        view: View::Each,
    },
    Family {
        name: "processes_total",
        help: "Processes that ended, by outcome.",
        kind: Kind::Counter,
        group: Processes,
        source: Source::Split(
            "outcome",
            &[
                ("ok", cell::process::OK),
                ("error", cell::process::ERROR),
                ("cancelled", cell::process::CANCELLED),
                ("panicked", cell::process::PANICKED),
            ],
        ),
        view: View::Each,
    },
    Family {
        name: "process_duration_seconds",
        help: "Time from the start of a process to its end.",
        kind: Kind::Seconds(PROCESS_SECONDS),
        group: Processes,
        source: Source::Histogram(cell::process::DURATION),
        view: View::Each,
    },
    Family {
        name: "memory_operation_duration_seconds",
        help: "Time from the start of a memory operation to its end.",
        kind: Kind::Seconds(MEMORY_SECONDS),
        group: Memory,
        source: Source::Histogram(cell::memory::DURATION),
        view: View::Each,
    },
    Family {
        name: "memory_search_results",
        help: "Memories that a search or recall found.",
        kind: Kind::Counted(RESULTS),
        group: Memory,
        source: Source::Histogram(cell::memory::RESULTS),
        view: BY_AGENT,
    },
];
