//! Every metric family: its name, type and labels, and the cells it is read from.

use self::GroupKind::{Calls, Errors, Memory, Processes, Tools};

/// The cells of each group that are not part of a histogram. Cell 0 is [`PRESENCE_MASK`](super::series::PRESENCE_MASK), cell
/// 1 is [`ACTIVE`](super::series::ACTIVE).
pub(crate) mod cell {
    use crate::ErrorType;

    /// How something can end; its cells are in this order.
    pub(crate) const OUTCOMES: [&str; 4] = ["ok", "error", "cancelled", "panicked"];

    /// Which of the outcomes it is.
    pub(crate) fn outcome(failed: Option<ErrorType>) -> usize {
        match failed {
            None => 0,
            Some(ErrorType::Cancelled) => 2,
            Some(ErrorType::Panic) => 3,
            Some(_) => 1,
        }
    }

    pub(crate) mod call {
        pub(crate) const REQUESTS: usize = 2;
        pub(crate) const INPUT: usize = 3;
        pub(crate) const CACHED_INPUT: usize = 4;
        pub(crate) const CACHE_WRITE: usize = 5;
        pub(crate) const OUTPUT: usize = 6;
        pub(crate) const REASONING: usize = 7;
        pub(crate) const COST: usize = 8;
        pub(crate) const UNPRICED: usize = 9;
        pub(crate) const USAGE_MISSING: usize = 10;
        /// Calls whose cost is not complete, one cell for each of the [`INCOMPLETE_REASONS`](super::super::INCOMPLETE_REASONS).
        pub(crate) const INCOMPLETE: usize = 11;
        /// Attempts, one cell for each of the [`OUTCOMES`](super::OUTCOMES).
        pub(crate) const ATTEMPTS: usize = INCOMPLETE + super::super::INCOMPLETE_REASONS.len();
        pub(crate) const END: usize = ATTEMPTS + super::OUTCOMES.len();

        /// Histograms, in the order of their families.
        pub(crate) const DURATION: usize = 0;
        pub(crate) const FIRST_TOKEN: usize = 1;
        /// Only where the standard names are shown.
        pub(crate) const STANDARD_DURATION: usize = 2;
        pub(crate) const INPUT_TOKENS: usize = 3;
        pub(crate) const OUTPUT_TOKENS: usize = 4;
    }
    pub(crate) mod process {
        pub(crate) const ACTIVE: usize = 1;
        pub(crate) const STARTED: usize = 2;
        /// Processes that ended, one cell for each of the [`OUTCOMES`](super::OUTCOMES).
        pub(crate) const ENDED: usize = 3;
        pub(crate) const END: usize = ENDED + super::OUTCOMES.len();
        pub(crate) const WORKER_DURATION: usize = 0;
        pub(crate) const DURATION: usize = 1;
    }
    pub(crate) mod tool {
        pub(crate) const CALLS: usize = 2;
        pub(crate) const END: usize = 3;
        pub(crate) const DURATION: usize = 0;
    }
    pub(crate) mod memory {
        pub(crate) const READS: usize = 2;
        pub(crate) const WRITES: usize = 3;
        pub(crate) const UPDATES: usize = 4;
        pub(crate) const ENTRIES: usize = 5;
        pub(crate) const END: usize = 6;
        pub(crate) const DURATION: usize = 0;
        pub(crate) const RESULTS: usize = 1;
    }
    pub(crate) mod error {
        pub(crate) const ERRORS: usize = 2;
        pub(crate) const END: usize = 3;
    }
}

/// Which group of series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupKind {
    Calls,
    Processes,
    Tools,
    Memory,
    Errors,
}

impl GroupKind {
    pub(crate) const ALL: [Self; 5] = [Self::Calls, Self::Processes, Self::Tools, Self::Memory, Self::Errors];
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
    /// Some cells, summed.
    SumOf(&'static [usize]),
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
    /// The sums by agent and model, under the labels of OpenTelemetry's conventions, with the type of token if it has one.
    OtelGenAi { token_type: Option<&'static str> },
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

/// The outcomes, with the cells from `first` on.
const fn outcomes(first: usize) -> [(&'static str, usize); cell::OUTCOMES.len()] {
    let mut outcomes = [("", 0); cell::OUTCOMES.len()];
    let mut index = 0;
    while index < outcomes.len() {
        outcomes[index] = (cell::OUTCOMES[index], first + index);
        index += 1;
    }
    outcomes
}

/// Values of the label `reason`: what a call used that has no price.
pub(crate) const INCOMPLETE_REASONS: [&str; 8] = [
    "input_price",
    "cached_input_price",
    "cache_write_price",
    "output_price",
    "audio_price",
    "image_price",
    "web_search_price",
    "service_tier",
];

const REASONS: &[(&str, usize)] = &{
    let mut reasons = [("", 0); INCOMPLETE_REASONS.len()];
    let mut index = 0;
    while index < reasons.len() {
        reasons[index] = (INCOMPLETE_REASONS[index], cell::call::INCOMPLETE + index);
        index += 1;
    }
    reasons
};

const STANDARD_SECONDS: &[f64] =
    &[0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const STANDARD_TOKENS: &[f64] = &[
    1.0,
    4.0,
    16.0,
    64.0,
    256.0,
    1_024.0,
    4_096.0,
    16_384.0,
    65_536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
    16_777_216.0,
    67_108_864.0,
];

/// The families under the names of OpenTelemetry's conventions: the newer ones, or those up to version 1.41.
pub(crate) const fn otel_families(newer: bool) -> &'static [Family] {
    if newer { INFERENCE } else { OPERATION }
}

const fn standard(name: &'static str, help: &'static str, kind: Kind, source: Source) -> Family {
    Family { name, help, kind, group: Calls, source, view: View::OtelGenAi { token_type: None } }
}

/// The names up to version 1.41 of the conventions.
const OPERATION: &[Family] = &[
    standard(
        "gen_ai_client_operation_duration_seconds",
        "Time from the start of an LLM call to its end.",
        Kind::Seconds(STANDARD_SECONDS),
        Source::Histogram(cell::call::STANDARD_DURATION),
    ),
    Family {
        view: View::OtelGenAi { token_type: Some("input") },
        ..standard(
            "gen_ai_client_token_usage",
            "Tokens of an LLM call, by type; the input includes the cached ones.",
            Kind::Counted(STANDARD_TOKENS),
            Source::Histogram(cell::call::INPUT_TOKENS),
        )
    },
    Family {
        view: View::OtelGenAi { token_type: Some("output") },
        ..standard(
            "gen_ai_client_token_usage",
            "Tokens of an LLM call, by type; the input includes the cached ones.",
            Kind::Counted(STANDARD_TOKENS),
            Source::Histogram(cell::call::OUTPUT_TOKENS),
        )
    },
];

/// The newer names.
const INFERENCE: &[Family] = &[
    standard(
        "gen_ai_client_inference_duration_seconds",
        "Time from the start of an LLM call to its end.",
        Kind::Seconds(STANDARD_SECONDS),
        Source::Histogram(cell::call::STANDARD_DURATION),
    ),
    standard(
        "gen_ai_client_inference_usage_input_tokens_total",
        "Input tokens, those read from the cache and written to it included.",
        Kind::Counter,
        Source::SumOf(&[cell::call::INPUT, cell::call::CACHED_INPUT, cell::call::CACHE_WRITE]),
    ),
    standard(
        "gen_ai_client_inference_usage_output_tokens_total",
        "Output tokens, thinking included.",
        Kind::Counter,
        Source::Cell(cell::call::OUTPUT),
    ),
    standard(
        "gen_ai_client_inference_usage_cache_read_input_tokens_total",
        "Input tokens read from the cache.",
        Kind::Counter,
        Source::Cell(cell::call::CACHED_INPUT),
    ),
    standard(
        "gen_ai_client_inference_usage_cache_write_input_tokens_total",
        "Input tokens written to the cache.",
        Kind::Counter,
        Source::Cell(cell::call::CACHE_WRITE),
    ),
    standard(
        "gen_ai_client_inference_usage_reasoning_output_tokens_total",
        "Thinking tokens; they are among the output tokens.",
        Kind::Counter,
        Source::Cell(cell::call::REASONING),
    ),
];

/// The histograms that only the standard names show, in the order of their cells.
pub(crate) const STANDARD_HISTOGRAMS: [(f64, &[f64]); 3] =
    [(1e9, STANDARD_SECONDS), (1.0, STANDARD_TOKENS), (1.0, STANDARD_TOKENS)];

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
        name: "llm_attempts_total",
        help: "Attempts at LLM calls that ended, by outcome; the call around them counts the request.",
        kind: Kind::Counter,
        group: Calls,
        source: Source::Split("outcome", &outcomes(cell::call::ATTEMPTS)),
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
        source: Source::Split("outcome", &outcomes(cell::process::ENDED)),
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
