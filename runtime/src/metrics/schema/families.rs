//! Lists the metric families that are read from series, in the order in which they are shown.

use super::{
    family::Family,
    groups::{call, call_error, error, memory, process, tool},
};

/// All families but those of OpenTelemetry's conventions.
pub(crate) const FAMILIES: &[Family] = &[
    Family::ended("llm_requests_total", "LLM calls that ended, with any outcome.", call::DURATION),
    Family::histogram(
        "llm_request_duration_seconds",
        "Time from the start of an LLM call to its end, or to the last item of its stream, retries inside it included.",
        call::DURATION,
    ),
    Family::counters(
        "llm_tokens_total",
        "Tokens by direction; the directions do not overlap, their sum is the total.",
        call::TOKENS,
    ),
    Family::dollars(
        "llm_estimated_cost_dollars",
        "US dollars that the calls cost: as the provider reported, else tokens times price.",
        call::COST,
    ),
    Family::counter(
        "process_errors_total",
        "Failed LLM calls, and other failures whose attribute has the key `count_errors`, by error type; a failure that goes up \
         through several of them counts once, where it began.",
        error::ERRORS,
    ),
    Family::ended("tool_calls_total", "Tool calls that ended, with any outcome.", tool::DURATION),
    Family::histogram("tool_call_duration_seconds", "Time from the start of a tool call to its end.", tool::DURATION),
    Family::counter(
        "memory_reads_total",
        "Successful reads of the memory: recall, search and load; a read inside another is not counted again.",
        memory::READS,
    )
    .by(&[memory::AGENT_ID]),
    Family::counter("memory_writes_total", "Memories saved.", memory::WRITES).by(&[memory::AGENT_ID]),
    Family::counter("memory_updates_total", "Memories that an operation changed.", memory::UPDATES),
    Family::gauge(
        "memory_entry_count",
        "Memories that exist: the number that was set, plus saved, minus deleted.",
        memory::ADDED,
        memory::REMOVED,
    )
    .by(&[memory::AGENT_ID]),
    Family::gauge("active_workers", "Workers that run now.", process::BEGUN, process::ENDED).only(
        process::PROCESS_TYPE,
        "worker",
        &[process::AGENT_ID],
    ),
    Family::gauge("active_branches", "Branches that run now.", process::BEGUN, process::ENDED).only(
        process::PROCESS_TYPE,
        "branch",
        &[process::AGENT_ID],
    ),
    Family::histogram(
        "worker_duration_seconds",
        "Time from the start of a worker to its end.",
        process::WORKER_DURATION,
    )
    .only(process::PROCESS_TYPE, "worker", &[process::AGENT_ID, process::WORKER_TYPE]),
    Family::histogram(
        "llm_time_to_first_token_seconds",
        "Time from the start of a streamed LLM call to the first item with a part of the answer.",
        call::FIRST_TOKEN,
    ),
    Family::counter(
        "llm_reasoning_tokens_total",
        "Thinking tokens; they are among the output tokens.",
        call::REASONING,
    ),
    Family::counter(
        "llm_unpriced_tokens_total",
        "Tokens of models without a known price; they are not in the cost.",
        call::UNPRICED,
    ),
    Family::counters(
        "llm_incomplete_costs_total",
        "LLM calls whose cost is incomplete, by the price that is missing; the rest is in the cost.",
        call::INCOMPLETE,
    ),
    Family::counted_outcomes(
        "llm_attempts_total",
        "Attempts at LLM calls that ended, by outcome; the call around them counts as the request.",
        call::ATTEMPTS,
    ),
    Family::outcomes("llm_outcomes_total", "LLM calls that ended, by outcome.", call::OUTCOMES, call::DURATION),
    Family::counter(
        "llm_errors_total",
        "Failed attempts at LLM calls, and failed calls without attempts, by error type and the model that was requested.",
        call_error::ERRORS,
    ),
    Family::gauge(
        "llm_requests_in_flight",
        "LLM calls that run now, by the model that was requested; their attempts are not counted.",
        call::BEGUN,
        call::ENDED,
    ),
    Family::counter(
        "llm_usage_missing_total",
        "LLM calls that succeeded, or whose stream was dropped before its end, without reporting their usage.",
        call::USAGE_MISSING,
    ),
    Family::counters(
        "llm_finish_reasons_total",
        "LLM calls whose response reported why the model stopped, by that reason.",
        call::FINISH_REASONS,
    ),
    Family::counter(
        "context_overflow_total",
        "Failures because the request was larger than the model's context.",
        error::ERRORS,
    )
    .only(error::ERROR_TYPE, "context_overflow", &[error::AGENT_ID, error::PROCESS_TYPE]),
    Family::dollars("worker_cost_dollars", "US dollars that the LLM calls of workers cost.", call::COST).only(
        call::TIER,
        "worker",
        &[call::AGENT_ID, call::WORKER_TYPE],
    ),
    Family::counter("branches_spawned_total", "Branches that were started.", process::BEGUN).only(
        process::PROCESS_TYPE,
        "branch",
        &[process::AGENT_ID],
    ),
    Family::gauge("active_processes", "Processes that run now.", process::BEGUN, process::ENDED),
    Family::outcomes("processes_total", "Processes that ended, by outcome.", process::OUTCOMES, process::DURATION),
    Family::oldest_age(
        "process_oldest_seconds",
        "Time since the oldest of the processes that run now was started; zero where none runs.",
        process::BEGUN,
    ),
    Family::histogram("process_duration_seconds", "Time from the start of a process to its end.", process::DURATION),
    Family::outcomes("tool_outcomes_total", "Tool calls that ended, by outcome.", tool::OUTCOMES, tool::DURATION),
    Family::histogram(
        "memory_operation_duration_seconds",
        "Time from the start of a memory operation to its end.",
        memory::DURATION,
    ),
    Family::histogram("memory_search_results", "Memories that a search or recall found.", memory::RESULTS)
        .by(&[memory::AGENT_ID]),
];
