//! Builds the requests from a prompt.

use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    ChatCompletionStreamOptions, CreateChatCompletionRequest,
};
use std::sync::Arc;

/// The limit of output tokens of every request.
const MAX_OUTPUT_TOKENS: u32 = 400;

#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    /// The system message. It is the same in every call and stands first, because providers cache equal beginnings.
    pub(crate) system: Arc<str>,
    pub(crate) task: String,
    /// The text that the task is about. It may be shortened.
    pub(crate) material: String,
}

impl Prompt {
    pub(super) fn request(&self, model: &str) -> CreateChatCompletionRequest {
        let system = ChatCompletionRequestSystemMessage::from(&*self.system);
        let user = ChatCompletionRequestUserMessage::from(format!("{}\n\n{}", self.task, self.material).trim_end());
        CreateChatCompletionRequest {
            model: model.to_owned(),
            messages: vec![ChatCompletionRequestMessage::System(system), ChatCompletionRequestMessage::User(user)],
            max_completion_tokens: Some(MAX_OUTPUT_TOKENS),
            ..Default::default()
        }
    }

    pub(super) fn streamed_request(&self, model: &str) -> CreateChatCompletionRequest {
        // Without this option a stream reports no usage, and the call would count in `llm_usage_missing_total`.
        let options = ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None };
        CreateChatCompletionRequest { stream: Some(true), stream_options: Some(options), ..self.request(model) }
    }

    /// Returns the prompt with half of its material, or `None` if there is no material left.
    pub(super) fn halved(&self) -> Option<Self> {
        let half = self.material.char_indices().nth(self.material.chars().count() / 2)?.0;
        let material = self.material[..half].to_owned();
        Some(Self { material, ..self.clone() })
    }
}
