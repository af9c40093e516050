//! Defines `OtelNames`: whether LLM calls are also shown under OpenTelemetry's names for generative AI.

/// The names under which LLM calls are shown, beside the crate's own.
///
/// The names are those of OpenTelemetry's semantic conventions for generative AI, spelled as in Prometheus. They are read
/// from the same cells, so a call is not counted twice. Their labels are `gen_ai_operation_name` (`chat`),
/// `gen_ai_provider_name` (inferred from the model's name, else `_OTHER`), `gen_ai_request_model` and `gen_ai_agent_id`. The
/// conventions' input includes what was read from the cache and written to it. They have no cost and, here, no `error_type`:
/// errors are in `process_errors_total`.
///
/// With the feature `serde` it implements `Deserialize`, from `own`, `otel_gen_ai` or `otel_gen_ai_inference`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum OtelNames {
    /// Only the crate's own.
    #[default]
    Own,
    /// Also `gen_ai_client_operation_duration_seconds` and `gen_ai_client_token_usage` (with `gen_ai_token_type`), which
    /// dashboards read today: the names up to version 1.41 of the conventions.
    OtelGenAi,
    /// Also `gen_ai_client_inference_duration_seconds` and the counters `gen_ai_client_inference_usage_*_tokens_total`: the
    /// newer names, still in development.
    OtelGenAiInference,
}
