//! Runs the real client over HTTP against a stub of the provider.

use agent_metrics::{ErrorType, LlmCall, llm_metered, testing::Recorder};
use agent_metrics_client_stub::{
    ANSWERS, BUSY, CONTEXT, CROWDED, EXHAUSTED, Expected, LIMITED, MISSING, NO_USAGE, OVERLOADED, SERVED, Stub,
    Truncation, truncated_server,
};
use agent_metrics_ollama as _;
use futures::StreamExt;
use ollama_rs::{
    Ollama,
    error::OllamaError,
    generation::{
        chat::{ChatMessage, ChatMessageResponse, ChatMessageResponseStream, request::ChatMessageRequest},
        completion::{GenerationResponse, GenerationResponseStream, request::GenerationRequest},
    },
};

fn chat(model: &str) -> ChatMessageRequest {
    ChatMessageRequest::new(model.to_owned(), vec![ChatMessage::user("Hello?".to_owned())])
}

fn client(url: &str) -> Ollama {
    Ollama::try_new(url).unwrap()
}

#[llm_metered(model = request.model_name, agent_id = "bot-1")]
async fn complete(ollama: &Ollama, request: ChatMessageRequest) -> Result<ChatMessageResponse, OllamaError> {
    ollama.send_chat_messages(request).await
}

#[llm_metered(stream, model = request.model_name, agent_id = "bot-1")]
async fn stream(ollama: &Ollama, request: ChatMessageRequest) -> Result<ChatMessageResponseStream, OllamaError> {
    ollama.send_chat_messages_stream(request).await
}

#[llm_metered(model = model, agent_id = "bot-1")]
async fn generate(ollama: &Ollama, model: &str) -> Result<GenerationResponse, OllamaError> {
    ollama.generate(GenerationRequest::new(model.to_owned(), "Hello?")).await
}

#[llm_metered(stream, model = model, agent_id = "bot-1")]
async fn generate_streamed(ollama: &Ollama, model: &str) -> Result<GenerationResponseStream, OllamaError> {
    ollama.generate_stream(GenerationRequest::new(model.to_owned(), "Hello?")).await
}

/// Makes one chat and one generation, each whole and streamed, and returns what was recorded of each.
async fn recorded(url: &str, model: &str) -> [Recorder; 4] {
    let ollama = client(url);
    let recorders = [(); 4].map(|()| Recorder::new());
    let _ = recorders[0].scope(complete(&ollama, chat(model))).await;
    if let Ok(stream) = recorders[1].scope(stream(&ollama, chat(model))).await {
        stream.collect::<Vec<_>>().await;
    }
    let _ = recorders[2].scope(generate(&ollama, model)).await;
    if let Ok(stream) = recorders[3].scope(generate_streamed(&ollama, model)).await {
        stream.collect::<Vec<_>>().await;
    }
    recorders
}

/// The call that Ollama reports: it counts neither cached tokens nor reasoning.
fn expected(model: &str) -> Expected<'_> {
    Expected::of(model).without_cache().without_reasoning()
}

#[tokio::test]
async fn a_chat_and_a_generation() {
    let stub = Stub::start().await;
    let [chat, _, generation, _] = recorded(&stub.url(), ANSWERS).await;
    expected(SERVED).assert(&chat);
    expected(SERVED).assert(&generation);
}

#[tokio::test]
async fn a_streamed_chat_and_generation() {
    let stub = Stub::start().await;
    let [_, chat, _, generation] = recorded(&stub.url(), ANSWERS).await;
    expected(SERVED).streamed().assert(&chat);
    expected(SERVED).streamed().assert(&generation);
}

#[tokio::test]
async fn no_usage() {
    let stub = Stub::start().await;
    let [_, _, generated, generated_streamed] = recorded(&stub.url(), NO_USAGE).await;
    expected(SERVED).without_usage().assert(&generated);
    expected(SERVED).streamed().without_usage().assert(&generated_streamed);
}

/// Asserts that a chat and a generation fail with the same error type, whole or streamed, and that each is sent once.
async fn assert_refused(model: &str, error_type: ErrorType) {
    let stub = Stub::start().await;
    for recorder in recorded(&stub.url(), model).await {
        expected(model).without_usage().failed(error_type).assert(&recorder);
    }
    assert_eq!(stub.requests().await, 4, "ollama-rs tries once");
}

#[tokio::test]
async fn a_429_is_a_rate_limit_if_its_body_says_so() {
    assert_refused(LIMITED, ErrorType::RateLimit).await;
    assert_refused(EXHAUSTED, ErrorType::QuotaExhausted).await;
}

/// The client does not keep the HTTP status, and only Ollama's own sentences are recognised.
#[tokio::test]
async fn a_429_with_a_text_is_other() {
    assert_refused(CROWDED, ErrorType::Other).await;
}

#[tokio::test]
async fn a_529_is_an_overload_if_its_body_says_so() {
    assert_refused(OVERLOADED, ErrorType::Overloaded).await;
}

#[tokio::test]
async fn a_busy_server_is_an_overload() {
    assert_refused(BUSY, ErrorType::Overloaded).await;
}

#[tokio::test]
async fn a_context_overflow() {
    assert_refused(CONTEXT, ErrorType::ContextOverflow).await;
}

#[tokio::test]
async fn a_missing_model() {
    assert_refused(MISSING, ErrorType::NotFound).await;
}

#[tokio::test]
async fn a_truncated_answer() {
    let [chat, _, generation, _] = recorded(&truncated_server(Truncation::Response).await, ANSWERS).await;
    let failed = expected(ANSWERS).without_usage().failed(ErrorType::Connection);
    failed.assert(&chat);
    failed.assert(&generation);
}

#[tokio::test]
async fn a_truncated_stream() {
    let [_, chat, _, generation] = recorded(&truncated_server(Truncation::Lines).await, ANSWERS).await;
    let truncated = expected(SERVED).streamed().without_usage();
    // The items of a chat's stream fail with `()`, which says nothing about the cause.
    truncated.failed(ErrorType::Other).assert(&chat);
    truncated.failed(ErrorType::Connection).assert(&generation);
}

#[tokio::test]
async fn nobody_listens() {
    for recorder in recorded("http://127.0.0.1:1", ANSWERS).await {
        expected(ANSWERS).without_usage().failed(ErrorType::Connection).assert(&recorder);
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_at_its_end_is_ok() {
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    let mut stream = recorder.scope(stream(&client(&stub.url()), chat(ANSWERS))).await.unwrap();
    while !stream.next().await.unwrap().unwrap().done {}
    drop(stream);
    expected(SERVED).streamed().assert(&recorder);
}

#[tokio::test]
async fn a_stream_that_is_dropped_is_cancelled() {
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    let mut stream = recorder.scope(stream(&client(&stub.url()), chat(ANSWERS))).await.unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    expected(SERVED).streamed().without_usage().failed(ErrorType::Cancelled).assert(&recorder);
}

#[tokio::test]
async fn a_call_by_hand() {
    let stub = Stub::start().await;
    let ollama = client(&stub.url());
    let recorder = Recorder::new();
    let call = recorder.scope_sync(|| LlmCall::start(ANSWERS));
    let stream = ollama.send_chat_messages_stream(chat(ANSWERS)).await.unwrap();
    call.stream(stream).collect::<Vec<_>>().await;
    expected(SERVED).streamed().assert(&recorder);

    let recorder = Recorder::new();
    let call = recorder.scope_sync(|| LlmCall::start(ANSWERS));
    call.run(ollama.send_chat_messages(chat(ANSWERS))).await.unwrap();
    expected(SERVED).assert(&recorder);
}
