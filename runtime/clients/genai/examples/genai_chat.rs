//! Asks a question and prints what it cost: `OPENAI_API_KEY=… cargo run --example genai_chat --features metrics`, or
//! any other model that genai knows, as in `cargo run --example genai_chat --features metrics -- claude-haiku-4-5`.

use agent_metrics::llm_metered;
use agent_metrics_genai as _; // linked: its implementations are found
use futures::{Stream, StreamExt};
use genai::{
    Client, Result,
    chat::{ChatOptions, ChatRequest, ChatStreamEvent},
};

#[llm_metered(stream, model = model, agent_id = "example", tier = "channel")]
async fn ask(
    client: &Client,
    model: &str,
    question: &str,
) -> Result<impl Stream<Item = Result<ChatStreamEvent>> + use<>> {
    // Without this option a stream reports no usage.
    let options = ChatOptions::default().with_capture_usage(true);
    Ok(client.exec_chat_stream(model, ChatRequest::from_user(question), Some(&options)).await?.stream)
}

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let model = std::env::args().nth(1).unwrap_or_else(|| "gpt-4o-mini".to_owned());
    match ask(&Client::new()?, &model, "What is a counter?").await {
        Ok(mut events) => {
            while let Some(event) = events.next().await {
                if let ChatStreamEvent::Chunk(chunk) = event? {
                    print!("{}", chunk.content);
                }
            }
            println!();
        }
        Err(error) => eprintln!("{error}"),
    }
    print!("{}", agent_metrics::render());
    Ok(())
}
