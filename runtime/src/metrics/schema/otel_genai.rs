//! Lists the families under the names of OpenTelemetry's semantic conventions for generative AI.

use super::{
    family::Family,
    groups::call,
    label_values::Direction::{CacheWrite, CachedInput, Input, Output},
};

/// The labels of these families, in the order in which they are shown; the last one is that of [`TOKEN_USAGE`] alone.
pub(crate) const OTEL_LABELS: [&str; 5] =
    ["gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model", "gen_ai_agent_id", "gen_ai_token_type"];

const DURATION_HELP: &str = "Time from the start of an LLM call to its end.";
const TOKEN_USAGE: &str = "gen_ai_client_token_usage";
const TOKEN_USAGE_HELP: &str = "Tokens of an LLM call, by type; the input includes the cached ones.";

/// The names up to version 1.41 of the conventions.
pub(crate) const OTEL_GENAI: &[Family] = &[
    Family::histogram("gen_ai_client_operation_duration_seconds", DURATION_HELP, call::OTEL_DURATION).otel(None),
    Family::histogram(TOKEN_USAGE, TOKEN_USAGE_HELP, call::OTEL_INPUT_TOKENS).otel(Some("input")),
    Family::histogram(TOKEN_USAGE, TOKEN_USAGE_HELP, call::OTEL_OUTPUT_TOKENS).otel(Some("output")),
];

/// The newer names, which are still in development.
pub(crate) const OTEL_GENAI_INFERENCE: &[Family] = &[
    Family::histogram("gen_ai_client_inference_duration_seconds", DURATION_HELP, call::OTEL_DURATION).otel(None),
    Family::counter_of_sum(
        "gen_ai_client_inference_usage_input_tokens_total",
        "Input tokens, those read from the cache and written to it included.",
        &[call::TOKENS.of(Input), call::TOKENS.of(CachedInput), call::TOKENS.of(CacheWrite)],
    )
    .otel(None),
    Family::counter(
        "gen_ai_client_inference_usage_output_tokens_total",
        "Output tokens, thinking included.",
        call::TOKENS.of(Output),
    )
    .otel(None),
    Family::counter(
        "gen_ai_client_inference_usage_cache_read_input_tokens_total",
        "Input tokens read from the cache.",
        call::TOKENS.of(CachedInput),
    )
    .otel(None),
    Family::counter(
        "gen_ai_client_inference_usage_cache_write_input_tokens_total",
        "Input tokens written to the cache.",
        call::TOKENS.of(CacheWrite),
    )
    .otel(None),
    Family::counter(
        "gen_ai_client_inference_usage_reasoning_output_tokens_total",
        "Thinking tokens; they are among the output tokens.",
        call::REASONING,
    )
    .otel(None),
];
