//! Reads the usage of responses. With every provider, rig counts cached tokens and cache writes inside the input, and
//! reasoning inside the output.

use crate::Rig;
use agent_metrics::{ErrorType, TokenUsage, client::ClientResponse};
use rig_core::{
    completion::{CompletionResponse, FinishReason, Usage},
    streaming::{Item, StreamEvent},
};

impl ClientResponse<Rig> for CompletionResponse {
    fn usage(&self) -> Option<TokenUsage> {
        usage(&self.usage)
    }

    fn model(&self) -> Option<&str> {
        Some(self.origin.response_model.as_deref().unwrap_or(&self.origin.model))
    }

    fn failure(&self) -> Option<ErrorType> {
        match self.finish_reason() {
            Some(FinishReason::ContentFilter) => Some(ErrorType::ContentFilter),
            _ => self.error.as_ref().map(|_| ErrorType::ProviderError),
        }
    }

    fn finish_reason(&self) -> Option<agent_metrics::FinishReason> {
        use agent_metrics::FinishReason as Finished;
        match Self::finish_reason(self)? {
            FinishReason::Stop => Some(Finished::Stop),
            FinishReason::Length => Some(Finished::Length),
            FinishReason::ToolCalls => Some(Finished::ToolCalls),
            FinishReason::ContentFilter => Some(Finished::ContentFilter),
            FinishReason::Other(name) => Finished::from_name(&name),
            _ => Some(Finished::Other),
        }
    }
}

impl ClientResponse<Rig> for Usage {
    fn usage(&self) -> Option<TokenUsage> {
        usage(self)
    }
}

/// Items report neither usage nor the end: the stream itself does, at its end.
impl ClientResponse<Rig> for Item<StreamEvent> {
    fn usage(&self) -> Option<TokenUsage> {
        None
    }

    /// rig opens a part with its first piece.
    fn has_content(&self) -> bool {
        matches!(self, Self::Event(_))
    }
}

/// Converts rig's usage. The cost is the one that the provider or rig's own catalogue reports.
pub(crate) fn usage(usage: &Usage) -> Option<TokenUsage> {
    let usage = TokenUsage::new()
        .input_including_cached(usage.input_tokens, usage.cached_input_tokens)
        .cache_write_inside_input(usage.cache_creation_input_tokens)
        .output(usage.output_tokens)
        .reasoning(usage.reasoning_tokens)
        .cost_dollars(usage.cost.map(|cost| cost.total));
    (!usage.is_empty()).then_some(usage)
}
