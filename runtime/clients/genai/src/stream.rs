//! Reads the events of a stream. The last one has the usage, if the request's options let genai capture it.

use crate::{
    Genai,
    response::{filtered, finished},
    usage::usage,
};
use agent_metrics::{ErrorType, FinishReason, TokenUsage, client::ClientResponse};
use genai::chat::{ChatStreamEvent, StreamEnd};

impl ClientResponse<Genai> for StreamEnd {
    fn usage(&self) -> Option<TokenUsage> {
        usage(self.captured_usage.as_ref()?, None)
    }

    fn failure(&self) -> Option<ErrorType> {
        filtered(self.captured_stop_reason.as_ref())
    }

    fn finish_reason(&self) -> Option<FinishReason> {
        self.captured_stop_reason.as_ref().and_then(finished)
    }

    fn is_end(&self) -> bool {
        true
    }

    fn has_content(&self) -> bool {
        false
    }
}

impl ClientResponse<Genai> for ChatStreamEvent {
    fn usage(&self) -> Option<TokenUsage> {
        match self {
            Self::End(end) => end.usage(),
            _ => None,
        }
    }

    fn failure(&self) -> Option<ErrorType> {
        match self {
            Self::End(end) => end.failure(),
            _ => None,
        }
    }

    fn finish_reason(&self) -> Option<FinishReason> {
        match self {
            Self::End(end) => end.finish_reason(),
            _ => None,
        }
    }

    fn is_end(&self) -> bool {
        matches!(self, Self::End(_))
    }

    fn has_content(&self) -> bool {
        !matches!(self, Self::Start | Self::Heartbeat | Self::End(_))
    }
}
