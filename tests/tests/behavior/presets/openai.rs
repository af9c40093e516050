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

/// The audio is reported with its cached part.
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
    assert_reason(&recorder, "stop");
    assert_eq!(recorder.histogram_count("llm_time_to_first_token_seconds", &[]), 1);
    for (read, cancelled) in [(1, 1.0), (2, 0.0)] {
        let recorder = Recorder::new();
        recorder.scope(async { stream_chat().await.unwrap().take(read).collect::<Vec<_>>().await }).await;
        assert_eq!(recorder.counter("process_errors_total", &[("error_type", "cancelled")]), cancelled);
    }
}

#[test]
fn what_was_filtered_failed_and_is_billed() {
    let recorder = Recorder::new();
    recorder.scope_sync(filtered);
    assert_error(&recorder, "content_filter");
    assert_reason(&recorder, "content_filter");
    assert_tokens(&recorder, "gpt-4o-2024-08-06", [600, 400, 0, 50, 20]);
}

#[derive(Debug)]
#[allow(dead_code)] // they are shown
struct ChunkChoice {
    delta: ChunkDelta,
    finish_reason: Option<FinishReason>,
}
#[derive(Debug)]
#[allow(dead_code)] // they are shown
struct ChunkDelta {
    content: Option<&'static str>,
    tool_calls: Option<Vec<&'static str>>,
}
struct Chunk {
    model: String,
    usage: Option<Usage>,
    choices: Vec<ChunkChoice>,
    service_tier: Option<ServiceTier>,
}

fn chunk(content: Option<&'static str>, tool_call: Option<&'static str>, is_last: bool) -> Chunk {
    let delta = ChunkDelta { content, tool_calls: tool_call.map(|call| vec![call]) };
    let choice = ChunkChoice { delta, finish_reason: is_last.then_some(FinishReason::Stop) };
    Chunk { model: "gpt-4o".into(), usage: None, choices: vec![choice], service_tier: None }
}

#[tokio::test]
async fn a_chunk_with_the_role_alone_is_not_the_first_token() {
    #[llm_metered(usage = openai, agent_id = "bot-1")]
    fn ask(chunks: Vec<Chunk>) -> impl Stream<Item = Chunk> {
        stream::iter(chunks)
    }
    let no_choice = || Chunk { choices: Vec::new(), ..chunk(None, None, false) };
    for (first, tokens) in [
        (chunk(None, None, false), 0),
        (chunk(Some(""), None, false), 0),
        (no_choice(), 0),
        (chunk(Some("a"), None, false), 1),
        (chunk(Some(""), Some("{"), false), 1),
    ] {
        let recorder = Recorder::new();
        let count = recorder.scope(async { ask(vec![first, chunk(None, None, true)]).count().await }).await;
        assert_eq!(count, 2);
        assert_eq!(recorder.histogram_count("llm_time_to_first_token_seconds", &[]), tokens);
        assert_eq!(recorder.counter("llm_outcomes_total", &[("outcome", "ok")]), 1.0);
    }
}
