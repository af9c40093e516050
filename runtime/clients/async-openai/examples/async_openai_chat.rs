//! Asks a question and prints what it cost: `OPENAI_API_KEY=… cargo run --example async_openai_chat --features metrics`.
//! Without a key, `OPENAI_BASE_URL=http://127.0.0.1:8080/v1` names any server that speaks OpenAI's chat completions.

use agent_metrics::llm_metered;
use agent_metrics_async_openai as _; // linked: its implementations are found
use async_openai::{
    Client,
    config::OpenAIConfig,
    error::OpenAIError,
    types::chat::{
        ChatCompletionRequestUserMessage, ChatCompletionResponseStream, ChatCompletionStreamOptions,
        CreateChatCompletionRequest,
    },
};
use futures::StreamExt;

#[llm_metered(stream, model = request.model, agent_id = "example", tier = "channel")]
async fn ask(
    client: &Client<OpenAIConfig>,
    request: CreateChatCompletionRequest,
) -> Result<ChatCompletionResponseStream, OpenAIError> {
    client.chat().create_stream(request).await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut config = OpenAIConfig::new();
    if let Ok(url) = std::env::var("OPENAI_BASE_URL") {
        config = config.with_api_base(url);
    }
    let request = CreateChatCompletionRequest {
        model: "gpt-4o-mini".to_owned(),
        messages: vec![ChatCompletionRequestUserMessage::from("What is a counter?").into()],
        // Without this option a stream reports no usage.
        stream_options: Some(ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None }),
        ..Default::default()
    };
    match ask(&Client::with_config(config), request).await {
        Ok(mut chunks) => {
            while let Some(chunk) = chunks.next().await {
                let text = chunk?.choices.into_iter().filter_map(|choice| choice.delta.content).collect::<String>();
                print!("{text}");
            }
            println!();
        }
        Err(error) => eprintln!("{error}"),
    }
    print!("{}", agent_metrics::render());
    Ok(())
}
