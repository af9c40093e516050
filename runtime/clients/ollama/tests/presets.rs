//! Compiles the presets `ollama` and `ollama_generate` against the client's types and compares what they record.

use agent_metrics::{llm_metered, testing::Recorder};
use agent_metrics_client_stub::{ANSWERS, Expected, SERVED, Stub};
use futures::StreamExt;
use ollama_rs::{
    Ollama,
    error::OllamaError,
    generation::{
        chat::{ChatMessage, ChatMessageResponse, ChatMessageResponseStream, request::ChatMessageRequest},
        completion::{GenerationResponse, request::GenerationRequest},
    },
};

fn chat() -> ChatMessageRequest {
    ChatMessageRequest::new(ANSWERS.to_owned(), vec![ChatMessage::user("Hello?".to_owned())])
}

#[llm_metered(usage = ollama, agent_id = "bot-1")]
async fn complete(ollama: &Ollama) -> Result<ChatMessageResponse, OllamaError> {
    ollama.send_chat_messages(chat()).await
}

#[llm_metered(stream, usage = ollama, agent_id = "bot-1")]
async fn stream(ollama: &Ollama) -> Result<ChatMessageResponseStream, OllamaError> {
    ollama.send_chat_messages_stream(chat()).await
}

#[llm_metered(usage = ollama_generate, agent_id = "bot-1")]
async fn generate(ollama: &Ollama) -> Result<GenerationResponse, OllamaError> {
    ollama.generate(GenerationRequest::new(ANSWERS.to_owned(), "Hello?")).await
}

/// The call that Ollama reports: it counts neither cached tokens nor reasoning.
fn expected() -> Expected<'static> {
    Expected::of(SERVED).without_cache().without_reasoning()
}

#[tokio::test]
async fn ollama() {
    let stub = Stub::start().await;
    let ollama = Ollama::try_new(stub.url()).unwrap();
    let recorder = Recorder::new();
    recorder.scope(complete(&ollama)).await.unwrap();
    expected().assert(&recorder);
    let recorder = Recorder::new();
    recorder.scope(stream(&ollama)).await.unwrap().collect::<Vec<_>>().await;
    expected().streamed().assert(&recorder);
    let recorder = Recorder::new();
    recorder.scope(generate(&ollama)).await.unwrap();
    expected().assert(&recorder);
}
