//! Reads the usage of whole responses.

use crate::{Genai, usage::usage};
use agent_metrics::{ErrorType, FinishReason, TokenUsage, client::ClientResponse};
use genai::chat::{ChatResponse, StopReason, Usage};

impl ClientResponse<Genai> for ChatResponse {
    fn usage(&self) -> Option<TokenUsage> {
        usage(&self.usage, Some(self.model_iden.adapter_kind))
    }

    fn model(&self) -> Option<&str> {
        Some(&self.provider_model_iden.model_name)
    }

    fn failure(&self) -> Option<ErrorType> {
        filtered(self.stop_reason.as_ref())
    }

    fn finish_reason(&self) -> Option<FinishReason> {
        self.stop_reason.as_ref().and_then(finished)
    }
}

impl ClientResponse<Genai> for Usage {
    fn usage(&self) -> Option<TokenUsage> {
        usage(self, None)
    }
}

pub(crate) fn filtered(reason: Option<&StopReason>) -> Option<ErrorType> {
    matches!(reason, Some(StopReason::ContentFilter(_))).then_some(ErrorType::ContentFilter)
}

pub(crate) fn finished(reason: &StopReason) -> Option<FinishReason> {
    match reason {
        StopReason::Completed(_) | StopReason::StopSequence(_) => Some(FinishReason::Stop),
        StopReason::MaxTokens(_) => Some(FinishReason::Length),
        StopReason::ToolCall(_) => Some(FinishReason::ToolCalls),
        StopReason::ContentFilter(_) => Some(FinishReason::ContentFilter),
        StopReason::Other(name) => FinishReason::from_name(name),
    }
}
