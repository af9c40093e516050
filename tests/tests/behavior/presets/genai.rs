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
    assert_reason(&recorder, "stop");
    let recorder = Recorder::new();
    recorder.scope_sync(chat_on_bedrock).unwrap();
    assert_tokens(&recorder, "claude-sonnet-4-5", [500, 400, 100, 50, 20]);
    assert_error(&recorder, "content_filter");
    assert_reason(&recorder, "content_filter");
}
