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
}

impl ClientResponse<Ollama> for GenerationResponse {
    fn usage(&self) -> Option<TokenUsage> {
        let usage = TokenUsage::new().input(self.prompt_eval_count).output(self.eval_count);
        (!usage.is_empty()).then_some(usage)
    }

    fn model(&self) -> Option<&str> {
        Some(&self.model)
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

    fn has_content(&self) -> bool {
        !self.is_empty()
    }
}
