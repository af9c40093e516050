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
    recorder.scope(async { chat().take(2).collect::<Vec<_>>().await }).await;
    assert_tokens(&recorder, "llama3", [26, 0, 0, 298, 0]);
    assert_eq!(recorder.counter("process_errors_total", &[]), 0.0, "the last message says that it is the last");
    let recorder = Recorder::new();
    recorder.scope_sync(generate);
    assert_tokens(&recorder, "llama3", [26, 0, 0, 298, 0]);
}
