//! A preset finds the usage in the fields of the client's own types. The types here have the fields that the presets read,
//! as the clients have them; the clients themselves are asked in the packages that are about them.

#![allow(clippy::struct_field_names)] // the clients' names

use agent_metrics::{llm_metered, testing::Recorder};
use futures::{Stream, StreamExt, stream};

/// One series has these tokens, in this order: input, cached, written to the cache, output, thinking.
fn assert_tokens(recorder: &Recorder, model: &str, tokens: [u64; 5]) {
    let [input, cached, written, output, reasoning] = tokens;
    let directions = [("input", input), ("cached_input", cached), ("cache_write", written), ("output", output)];
    for (direction, tokens) in directions {
        let labels = [("model", model), ("direction", direction)];
        assert_eq!(recorder.counter("llm_tokens_total", &labels), tokens as f64, "{direction}");
    }
    assert_eq!(recorder.counter("llm_reasoning_tokens_total", &[("model", model)]), reasoning as f64);
}

fn assert_error(recorder: &Recorder, error_type: &str) {
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", error_type)]), 1.0, "{}", recorder.render());
}

mod openai {
    use super::*;

    pub(super) struct Response {
        pub(super) model: String,
        pub(super) usage: Option<Usage>,
        pub(super) choices: Vec<Choice>,
        pub(super) service_tier: Option<ServiceTier>,
    }
    #[derive(Debug)]
    pub(super) enum ServiceTier {
        Default,
        Priority,
    }
    pub(super) struct Choice {
        pub(super) finish_reason: Option<FinishReason>,
    }
    #[derive(Debug)]
    pub(super) enum FinishReason {
        Stop,
        ContentFilter,
    }
    pub(super) struct Usage {
        prompt_tokens: u32,
        completion_tokens: u32,
        prompt_tokens_details: Option<PromptDetails>,
        completion_tokens_details: Option<CompletionDetails>,
    }
    struct PromptDetails {
        audio_tokens: Option<u32>,
        cached_tokens: Option<u32>,
        cache_write_tokens: Option<i64>,
        image_tokens: Option<i64>,
    }
    struct CompletionDetails {
        audio_tokens: Option<u32>,
        reasoning_tokens: Option<u32>,
    }

    fn response(usage: bool) -> Response {
        let usage = usage.then_some(Usage {
            prompt_tokens: 1_000,
            completion_tokens: 50,
            prompt_tokens_details: Some(PromptDetails {
                audio_tokens: Some(0),
                cached_tokens: Some(400),
                cache_write_tokens: Some(100),
                image_tokens: None,
            }),
            completion_tokens_details: Some(CompletionDetails { audio_tokens: None, reasoning_tokens: Some(20) }),
        });
        let choices = vec![Choice { finish_reason: usage.is_some().then_some(FinishReason::Stop) }];
        Response { model: "gpt-4o-2024-08-06".into(), usage, choices, service_tier: Some(ServiceTier::Default) }
    }

    #[llm_metered(usage = openai, agent_id = "bot-1")]
    async fn complete() -> Result<Response, String> {
        Ok(response(true))
    }

    #[llm_metered(usage = openai_0_42, agent_id = "bot-1")]
    async fn complete_newer() -> Result<Response, String> {
        Ok(response(true))
    }

    #[llm_metered(stream, usage = openai, model = "gpt-4o", agent_id = "bot-1")]
    async fn stream_chat() -> Result<impl Stream<Item = Result<Response, String>>, String> {
        Ok(stream::iter([Ok(response(false)), Ok(response(true))]))
    }

    #[llm_metered(usage = openai, agent_id = "bot-1")]
    fn filtered() -> Response {
        let choices = vec![Choice { finish_reason: Some(FinishReason::ContentFilter) }];
        Response { choices, service_tier: Some(ServiceTier::Priority), ..response(true) }
    }

    #[tokio::test]
    async fn the_whole_response() {
        let recorder = Recorder::new();
        recorder.scope(complete()).await.unwrap();
        assert_tokens(&recorder, "gpt-4o-2024-08-06", [600, 400, 0, 50, 20]);
        assert_eq!(recorder.series("process_errors_total"), 0);
    }

    /// The audio is told with what of it was cached.
    #[llm_metered(usage = openai, agent_id = "bot-1")]
    fn heard() -> Response {
        let mut response = response(true);
        if let Some(details) = response.usage.as_mut().and_then(|usage| usage.prompt_tokens_details.as_mut()) {
            details.audio_tokens = Some(900);
        }
        response
    }

    #[test]
    fn audio_that_was_cached_contradicts_nothing() {
        let recorder = Recorder::new();
        recorder.scope_sync(heard);
        assert_tokens(&recorder, "gpt-4o-2024-08-06", [600, 400, 0, 50, 20]);
        assert_eq!(recorder.counter("invalid_values_total", &[]), 0.0);
    }

    #[tokio::test]
    async fn newer_versions_tell_cache_writes() {
        let recorder = Recorder::new();
        recorder.scope(complete_newer()).await.unwrap();
        assert_tokens(&recorder, "gpt-4o-2024-08-06", [500, 400, 100, 50, 20]);
    }

    #[tokio::test]
    async fn streamed() {
        let recorder = Recorder::new();
        recorder.scope(async { stream_chat().await.unwrap().collect::<Vec<_>>().await }).await;
        assert_tokens(&recorder, "gpt-4o", [600, 400, 0, 50, 20]);
    }

    #[test]
    fn what_was_filtered_failed_and_is_billed() {
        let recorder = Recorder::new();
        recorder.scope_sync(filtered);
        assert_error(&recorder, "content_filter");
        assert_tokens(&recorder, "gpt-4o-2024-08-06", [600, 400, 0, 50, 20]);
    }
}

mod openai_responses {
    use super::*;

    struct Response {
        model: String,
        usage: Option<Usage>,
        status: Status,
        error: Option<ResponseError>,
        incomplete_details: Option<IncompleteDetails>,
        service_tier: Option<String>,
    }
    #[derive(Debug)]
    enum Status {
        Completed,
        Failed,
        Incomplete,
    }
    struct ResponseError {
        code: ErrorCode,
    }
    #[derive(Debug)]
    enum ErrorCode {
        RateLimitExceeded,
    }
    struct IncompleteDetails {
        reason: String,
    }
    struct Usage {
        input_tokens: u32,
        input_tokens_details: InputDetails,
        output_tokens: u32,
        output_tokens_details: OutputDetails,
    }
    struct InputDetails {
        cached_tokens: u32,
        cache_write_tokens: Option<i64>,
    }
    struct OutputDetails {
        reasoning_tokens: u32,
    }

    fn response(status: Status) -> Response {
        let failed = matches!(status, Status::Failed).then_some(ResponseError { code: ErrorCode::RateLimitExceeded });
        let reason =
            matches!(status, Status::Incomplete).then(|| IncompleteDetails { reason: "content_filter".into() });
        Response {
            model: "gpt-5".into(),
            usage: Some(Usage {
                input_tokens: 1_000,
                input_tokens_details: InputDetails { cached_tokens: 400, cache_write_tokens: Some(100) },
                output_tokens: 50,
                output_tokens_details: OutputDetails { reasoning_tokens: 20 },
            }),
            status,
            error: failed,
            incomplete_details: reason,
            service_tier: Some("flex".into()),
        }
    }

    #[llm_metered(usage = openai_responses, agent_id = "bot-1")]
    fn respond(status: Status) -> Response {
        response(status)
    }

    #[llm_metered(usage = openai_responses_0_42, agent_id = "bot-1")]
    fn respond_newer(status: Status) -> Response {
        response(status)
    }

    #[test]
    fn the_whole_response() {
        let recorder = Recorder::new();
        recorder.scope_sync(|| respond(Status::Completed));
        assert_tokens(&recorder, "gpt-5", [600, 400, 0, 50, 20]);
        let recorder = Recorder::new();
        recorder.scope_sync(|| respond_newer(Status::Completed));
        assert_tokens(&recorder, "gpt-5", [500, 400, 100, 50, 20]);
    }

    #[test]
    fn a_status_is_a_failure() {
        let recorder = Recorder::new();
        recorder.scope_sync(|| respond(Status::Failed));
        assert_error(&recorder, "rate_limit");
        let recorder = Recorder::new();
        recorder.scope_sync(|| respond(Status::Incomplete));
        assert_error(&recorder, "content_filter");
    }
}

mod rig {
    use super::*;

    /// As until 0.42.
    struct Old<T> {
        usage: OldUsage,
        _raw_response: T,
    }
    struct OldUsage {
        input_tokens: u64,
        output_tokens: u64,
        cached_input_tokens: u64,
    }

    /// As since 0.44.
    struct New {
        usage: NewUsage,
        origin: Origin,
        error: Option<String>,
    }
    struct NewUsage {
        input_tokens: Option<u64>,
        output_tokens: Option<u64>,
        cached_input_tokens: Option<u64>,
        cache_creation_input_tokens: Option<u64>,
        reasoning_tokens: Option<u64>,
        cost: Option<Cost>,
    }
    struct Cost {
        total: f64,
    }
    struct Origin {
        model: String,
        response_model: Option<String>,
    }

    fn old(tokens: [u64; 3]) -> Old<()> {
        let [input_tokens, cached_input_tokens, output_tokens] = tokens;
        Old { usage: OldUsage { input_tokens, output_tokens, cached_input_tokens }, _raw_response: () }
    }

    fn new() -> New {
        New {
            usage: NewUsage {
                input_tokens: Some(1_000),
                output_tokens: Some(50),
                cached_input_tokens: Some(400),
                cache_creation_input_tokens: Some(100),
                reasoning_tokens: Some(20),
                cost: Some(Cost { total: 0.25 }),
            },
            origin: Origin { model: "gpt-4o".into(), response_model: Some("gpt-4o-2024-08-06".into()) },
            error: None,
        }
    }

    #[llm_metered(usage = rig, model = "gpt-4o", agent_id = "bot-1")]
    fn complete_old(tokens: [u64; 3]) -> Result<Old<()>, String> {
        Ok(old(tokens))
    }

    #[llm_metered(usage = rig, cache = included, model = "gpt-4o", agent_id = "bot-1")]
    fn complete_new() -> Result<New, String> {
        Ok(new())
    }

    #[llm_metered(usage = rig, cache = excluded, model = "claude-sonnet-4-5", agent_id = "bot-1")]
    fn complete_old_anthropic() -> Result<Old<()>, String> {
        Ok(old([600, 400, 50]))
    }

    #[llm_metered(usage = rig_0_44, agent_id = "bot-1")]
    fn complete_with_all() -> Result<New, String> {
        Ok(new())
    }

    #[test]
    fn one_spelling_for_plain_and_optional_counts() {
        let recorder = Recorder::new();
        recorder.scope_sync(|| complete_old([1_000, 400, 50])).unwrap();
        assert_tokens(&recorder, "gpt-4o", [600, 400, 0, 50, 0]);
        let recorder = Recorder::new();
        recorder.scope_sync(complete_new).unwrap();
        assert_tokens(&recorder, "gpt-4o", [600, 400, 0, 50, 0]);
    }

    #[test]
    fn zeros_of_the_old_line_are_not_reported() {
        let recorder = Recorder::new();
        recorder.scope_sync(|| complete_old([0, 0, 0])).unwrap();
        assert_eq!(recorder.counter("llm_usage_missing_total", &[]), 1.0);
    }

    #[test]
    fn cached_tokens_can_be_beside_the_input() {
        let recorder = Recorder::new();
        recorder.scope_sync(complete_old_anthropic).unwrap();
        assert_tokens(&recorder, "claude-sonnet-4-5", [600, 400, 0, 50, 0]);
    }

    #[test]
    fn the_newer_line_tells_more() {
        let recorder = Recorder::new();
        recorder.scope_sync(complete_with_all).unwrap();
        assert_tokens(&recorder, "gpt-4o-2024-08-06", [500, 400, 100, 50, 20]);
        assert_eq!(recorder.counter("llm_estimated_cost_dollars", &[]), 0.25);
    }
}

mod genai {
    use super::*;

    struct ChatResponse {
        provider_model_iden: ModelIden,
        usage: Usage,
        stop_reason: Option<StopReason>,
    }
    struct ModelIden {
        model_name: String,
    }
    #[derive(Debug)]
    #[allow(dead_code)] // only printed
    enum StopReason {
        Completed(String),
        ContentFilter(String),
    }
    struct Usage {
        prompt_tokens: Option<i32>,
        prompt_tokens_details: Option<PromptDetails>,
        completion_tokens: Option<i32>,
        completion_tokens_details: Option<CompletionDetails>,
    }
    struct PromptDetails {
        cache_creation_tokens: Option<i32>,
        cache_creation_details: Option<CacheCreation>,
        cached_tokens: Option<i32>,
        audio_tokens: Option<i32>,
    }
    struct CacheCreation {
        ephemeral_1h_tokens: Option<i32>,
    }
    struct CompletionDetails {
        reasoning_tokens: Option<i32>,
        audio_tokens: Option<i32>,
    }

    fn response(prompt_tokens: i32, stop_reason: StopReason) -> ChatResponse {
        ChatResponse {
            provider_model_iden: ModelIden { model_name: "claude-sonnet-4-5".into() },
            usage: Usage {
                prompt_tokens: Some(prompt_tokens),
                prompt_tokens_details: Some(PromptDetails {
                    cache_creation_tokens: Some(100),
                    cache_creation_details: Some(CacheCreation { ephemeral_1h_tokens: None }),
                    cached_tokens: Some(400),
                    audio_tokens: None,
                }),
                completion_tokens: Some(50),
                completion_tokens_details: Some(CompletionDetails { reasoning_tokens: Some(20), audio_tokens: None }),
            },
            stop_reason: Some(stop_reason),
        }
    }

    #[llm_metered(usage = genai, agent_id = "bot-1")]
    fn chat() -> Result<ChatResponse, String> {
        Ok(response(1_000, StopReason::Completed("end_turn".into())))
    }

    #[llm_metered(usage = genai, cache = excluded, agent_id = "bot-1")]
    fn chat_on_bedrock() -> Result<ChatResponse, String> {
        Ok(response(500, StopReason::ContentFilter("guardrail_intervened".into())))
    }

    #[test]
    fn both_conventions() {
        let recorder = Recorder::new();
        recorder.scope_sync(chat).unwrap();
        assert_tokens(&recorder, "claude-sonnet-4-5", [500, 400, 100, 50, 20]);
        let recorder = Recorder::new();
        recorder.scope_sync(chat_on_bedrock).unwrap();
        assert_tokens(&recorder, "claude-sonnet-4-5", [500, 400, 100, 50, 20]);
        assert_error(&recorder, "content_filter");
    }
}

mod ollama {
    use super::*;

    struct ChatMessageResponse {
        model: String,
        final_data: Option<FinalData>,
    }
    struct FinalData {
        prompt_eval_count: u64,
        eval_count: u64,
    }
    struct GenerationResponse {
        model: String,
        prompt_eval_count: Option<u64>,
        eval_count: Option<u64>,
    }

    #[llm_metered(stream, usage = ollama, provider = "ollama", agent_id = "bot-1")]
    fn chat() -> impl Stream<Item = Result<ChatMessageResponse, ()>> {
        let message = |final_data| Ok(ChatMessageResponse { model: "llama3".into(), final_data });
        stream::iter([message(None), message(Some(FinalData { prompt_eval_count: 26, eval_count: 298 }))])
    }

    #[llm_metered(usage = ollama_generate, provider = "ollama", agent_id = "bot-1")]
    fn generate() -> GenerationResponse {
        GenerationResponse { model: "llama3".into(), prompt_eval_count: Some(26), eval_count: Some(298) }
    }

    #[tokio::test]
    async fn chat_and_generate() {
        let recorder = Recorder::new();
        recorder.scope(async { chat().collect::<Vec<_>>().await }).await;
        assert_tokens(&recorder, "llama3", [26, 0, 0, 298, 0]);
        let recorder = Recorder::new();
        recorder.scope_sync(generate);
        assert_tokens(&recorder, "llama3", [26, 0, 0, 298, 0]);
    }
}

mod anthropic {
    use super::*;

    struct Message {
        model: String,
        stop_reason: Option<String>,
        usage: Usage,
    }
    struct Usage {
        input_tokens: u32,
        cache_creation_input_tokens: Option<u32>,
        cache_read_input_tokens: Option<u32>,
        output_tokens: u32,
    }

    #[llm_metered(usage = anthropic, agent_id = "bot-1")]
    fn complete() -> Result<Message, String> {
        Ok(Message {
            model: "claude-sonnet-4-5".into(),
            stop_reason: Some("refusal".into()),
            usage: Usage {
                input_tokens: 500,
                cache_creation_input_tokens: Some(100),
                cache_read_input_tokens: Some(400),
                output_tokens: 50,
            },
        })
    }

    #[test]
    fn a_refusal_is_billed_and_fails() {
        let recorder = Recorder::new();
        recorder.scope_sync(complete).unwrap();
        assert_tokens(&recorder, "claude-sonnet-4-5", [500, 400, 100, 50, 0]);
        assert_error(&recorder, "content_filter");
    }
}
