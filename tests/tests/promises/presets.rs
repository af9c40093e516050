//! A preset finds the usage in the fields of the client's own types.

use agent_metrics::{llm_metered, testing::Recorder};
use futures::{Stream, StreamExt, stream};

/// The fields of async-openai's types that the preset reads.
struct Response {
    model: String,
    usage: Option<Usage>,
}
struct Usage {
    prompt_tokens: u32,
    completion_tokens: u32,
    prompt_tokens_details: Option<PromptDetails>,
    completion_tokens_details: Option<CompletionDetails>,
}
struct PromptDetails {
    cached_tokens: Option<u32>,
}
struct CompletionDetails {
    reasoning_tokens: Option<u32>,
}

fn response(usage: bool) -> Response {
    let usage = usage.then_some(Usage {
        prompt_tokens: 1_000,
        completion_tokens: 50,
        prompt_tokens_details: Some(PromptDetails { cached_tokens: Some(400) }),
        completion_tokens_details: Some(CompletionDetails { reasoning_tokens: Some(20) }),
    });
    Response { model: "gpt-4o-2024-08-06".into(), usage }
}

#[llm_metered(usage = openai, agent_id = "bot-1")]
async fn complete() -> Result<Response, String> {
    Ok(response(true))
}

#[llm_metered(stream, usage = openai, model = "gpt-4o", agent_id = "bot-1")]
async fn stream_chat() -> Result<impl Stream<Item = Result<Response, String>>, String> {
    Ok(stream::iter([Ok(response(false)), Ok(response(true))]))
}

fn assert_tokens(recorder: &Recorder, model: &str) {
    for (direction, tokens) in [("input", 600.0), ("cached_input", 400.0), ("output", 50.0)] {
        let labels = [("model", model), ("direction", direction)];
        assert_eq!(recorder.counter("llm_tokens_total", &labels), tokens, "{direction}");
    }
    assert_eq!(recorder.counter("llm_reasoning_tokens_total", &[("model", model)]), 20.0);
}

#[tokio::test]
async fn openai() {
    let recorder = Recorder::new();
    recorder.scope(complete()).await.unwrap();
    assert_tokens(&recorder, "gpt-4o-2024-08-06");
}

#[tokio::test]
async fn openai_streamed() {
    let recorder = Recorder::new();
    recorder.scope(async { stream_chat().await.unwrap().collect::<Vec<_>>().await }).await;
    assert_tokens(&recorder, "gpt-4o");
}
