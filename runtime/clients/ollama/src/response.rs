//! Reads the usage of whole responses, and of the last part of a streamed one. Ollama reports no cached tokens.

use crate::Ollama;
use agent_metrics::{TokenUsage, client::ClientResponse};
use ollama_rs::generation::{chat::ChatMessageResponse, completion::GenerationResponse};

impl ClientResponse<Ollama> for ChatMessageResponse {
    fn usage(&self) -> Option<TokenUsage> {
        let counts = self.final_data.as_ref()?;
        Some(TokenUsage::new().input(counts.prompt_eval_count).output(counts.eval_count))
    }

    fn model(&self) -> Option<&str> {
        Some(&self.model)
    }

    /// ollama-rs does not pass on the reason.
    fn is_end(&self) -> bool {
        self.done
    }

    fn has_content(&self) -> bool {
        let message = &self.message;
        !message.content.is_empty()
            || !message.tool_calls.is_empty()
            || message.thinking.as_ref().is_some_and(|thinking| !thinking.is_empty())
    }
}

impl ClientResponse<Ollama> for GenerationResponse {
    fn usage(&self) -> Option<TokenUsage> {
        let usage = TokenUsage::new().input(self.prompt_eval_count).output(self.eval_count);
        (!usage.is_empty()).then_some(usage)
    }

    fn model(&self) -> Option<&str> {
        Some(&self.model)
    }

    fn is_end(&self) -> bool {
        self.done
    }

    fn has_content(&self) -> bool {
        !self.response.is_empty() || self.thinking.as_ref().is_some_and(|thinking| !thinking.is_empty())
    }
}

/// `generate_stream` yields several parts at once as such a vector.
impl ClientResponse<Ollama> for Vec<GenerationResponse> {
    fn usage(&self) -> Option<TokenUsage> {
        self.iter().rev().find_map(ClientResponse::usage)
    }

    fn model(&self) -> Option<&str> {
        self.last()?.model()
    }

    fn is_end(&self) -> bool {
        self.iter().any(ClientResponse::is_end)
    }

    fn has_content(&self) -> bool {
        self.iter().any(ClientResponse::has_content)
    }
}
