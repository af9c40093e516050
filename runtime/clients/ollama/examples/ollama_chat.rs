//! Asks a local Ollama and prints what it used: `cargo run --example ollama_chat --features metrics -- llama3.2`.

use agent_metrics::llm_metered;
use agent_metrics_ollama as _; // linked: its implementations are found
use futures::StreamExt;
use ollama_rs::{
    Ollama,
    error::OllamaError,
    generation::chat::{ChatMessage, ChatMessageResponseStream, request::ChatMessageRequest},
};

#[llm_metered(stream, model = request.model_name, provider = "ollama", agent_id = "example", tier = "channel")]
async fn ask(ollama: &Ollama, request: ChatMessageRequest) -> Result<ChatMessageResponseStream, OllamaError> {
    ollama.send_chat_messages_stream(request).await
}

#[tokio::main]
async fn main() {
    let model = std::env::args().nth(1).unwrap_or_else(|| "llama3.2".to_owned());
    let question = ChatMessage::user("What is a counter?".to_owned());
    match ask(&Ollama::default(), ChatMessageRequest::new(model, vec![question])).await {
        Ok(mut parts) => {
            while let Some(Ok(part)) = parts.next().await {
                print!("{}", part.message.content);
            }
            println!();
        }
        Err(error) => eprintln!("{error}"),
    }
    print!("{}", agent_metrics::render());
}
