//! What a model is asked.

use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    ChatCompletionStreamOptions, CreateChatCompletionRequest,
};
use std::sync::Arc;

/// The longest answer that is of use here.
const MOST_OUTPUT_TOKENS: u32 = 400;

#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    /// The same for every call of the agent, and first: providers cache equal beginnings.
    pub(crate) system: Arc<str>,
    pub(crate) task: String,
    /// What the task is about; may be cut.
    pub(crate) material: String,
}

impl Prompt {
    pub(super) fn request(&self, model: &str) -> CreateChatCompletionRequest {
        let system = ChatCompletionRequestSystemMessage::from(&*self.system);
        let user = ChatCompletionRequestUserMessage::from(format!("{}\n\n{}", self.task, self.material).trim_end());
        CreateChatCompletionRequest {
            model: model.to_owned(),
            messages: vec![ChatCompletionRequestMessage::System(system), ChatCompletionRequestMessage::User(user)],
            max_completion_tokens: Some(MOST_OUTPUT_TOKENS),
            ..Default::default()
        }
    }

    pub(super) fn streamed_request(&self, model: &str) -> CreateChatCompletionRequest {
        // Without it a stream tells no usage, and the call would count as one that cost nothing.
        let options = ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None };
        CreateChatCompletionRequest { stream: Some(true), stream_options: Some(options), ..self.request(model) }
    }

    /// The same with half the material; `None` if there is nothing left to leave out.
    pub(super) fn halved(&self) -> Option<Self> {
        let half = self.material.char_indices().nth(self.material.chars().count() / 2)?.0;
        let material = self.material[..half].to_owned();
        Some(Self { material, ..self.clone() })
    }
}
