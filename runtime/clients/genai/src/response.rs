//! Reads the usage of whole responses.

use crate::{Genai, usage::usage};
use agent_metrics::{ErrorType, TokenUsage, client::ClientResponse};
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
}

impl ClientResponse<Genai> for Usage {
    fn usage(&self) -> Option<TokenUsage> {
        usage(self, None)
    }
}

pub(crate) fn filtered(reason: Option<&StopReason>) -> Option<ErrorType> {
    matches!(reason, Some(StopReason::ContentFilter(_))).then_some(ErrorType::ContentFilter)
}
