//! A streamed answer: the call lasts until the stream ends, and its last item reports the usage.

use agent_metrics::{LlmResponse, TokenUsage, llm_metered, testing::Recorder};
use futures::{Stream, StreamExt as _, stream};
use std::{io::Error, pin::pin};

enum Chunk {
    Text(&'static str),
    Usage { prompt_tokens: u32, completion_tokens: u32 },
}

impl LlmResponse for Chunk {
    fn usage(&self) -> Option<TokenUsage> {
        match *self {
            Self::Text(_) => None,
            Self::Usage { prompt_tokens, completion_tokens } => {
                Some(TokenUsage::new().input(prompt_tokens).output(completion_tokens))
            }
        }
    }

    /// The first item with content ends the time to the first token.
    fn has_content(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

#[llm_metered(stream, model = "gpt-4o", agent_id = "bot-1")]
fn complete() -> impl Stream<Item = Result<Chunk, Error>> {
    let usage = Chunk::Usage { prompt_tokens: 9, completion_tokens: 3 };
    stream::iter([Chunk::Text("A "), Chunk::Text("streamed "), Chunk::Text("answer."), usage]).map(Ok)
}

async fn answer() -> Result<String, Error> {
    let mut chunks = pin!(complete());
    let mut text = String::new();
    while let Some(chunk) = chunks.next().await {
        if let Chunk::Text(part) = chunk? {
            text.push_str(part);
        }
    }
    Ok(text)
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let recorder = Recorder::new();
    println!("{}", recorder.scope(answer()).await?);
    println!("requests: {}", recorder.counter("llm_requests_total", &[("model", "gpt-4o")]));
    println!("output tokens: {}", recorder.counter("llm_tokens_total", &[("direction", "output")]));
    println!("first tokens timed: {}", recorder.histogram_count("llm_time_to_first_token_seconds", &[]));
    Ok(())
}
