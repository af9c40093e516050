//! Reads the usage of responses, and of the items of their streams.

use crate::{Rig, raw::raw};
use agent_metrics::{ErrorType, FinishReason, TokenUsage, client::ClientResponse};
use rig::{
    agent::PromptResponse,
    completion::{CompletionResponse, GetTokenUsage, Usage},
    streaming::StreamedAssistantContent,
};
use std::any::Any;

impl<T: 'static> ClientResponse<Rig> for CompletionResponse<T> {
    fn usage(&self) -> Option<TokenUsage> {
        reported_usage(Some(&self.usage), &self.raw_response)
    }

    fn model(&self) -> Option<&str> {
        raw(&self.raw_response).model
    }

    fn failure(&self) -> Option<ErrorType> {
        raw(&self.raw_response).failed
    }

    fn finish_reason(&self) -> Option<FinishReason> {
        raw(&self.raw_response).finish_reason
    }
}

/// The last item carries the provider's response, and with it the usage.
impl<R: GetTokenUsage + 'static> ClientResponse<Rig> for StreamedAssistantContent<R> {
    fn usage(&self) -> Option<TokenUsage> {
        match self {
            Self::Final(response) => reported_usage(response.token_usage().as_ref(), response),
            _ => None,
        }
    }

    fn model(&self) -> Option<&str> {
        match self {
            Self::Final(response) => raw(response).model,
            _ => None,
        }
    }

    fn failure(&self) -> Option<ErrorType> {
        match self {
            Self::Final(response) => raw(response).failed,
            _ => None,
        }
    }

    fn finish_reason(&self) -> Option<FinishReason> {
        match self {
            Self::Final(response) => raw(response).finish_reason,
            _ => None,
        }
    }

    fn is_end(&self) -> bool {
        matches!(self, Self::Final(_))
    }

    fn has_content(&self) -> bool {
        !matches!(self, Self::Final(_))
    }
}

/// The usage is the sum of an agent's calls.
impl ClientResponse<Rig> for PromptResponse {
    fn usage(&self) -> Option<TokenUsage> {
        usage(&self.usage)
    }
}

impl ClientResponse<Rig> for Usage {
    fn usage(&self) -> Option<TokenUsage> {
        usage(self)
    }
}

/// Prefers the usage in the provider's own response to rig's.
fn reported_usage(reported: Option<&Usage>, response: &dyn Any) -> Option<TokenUsage> {
    let raw = raw(response);
    let usage = raw.usage.or_else(|| usage(reported?))?;
    Some(match raw.reasoning {
        Some(reasoning) => usage.reasoning(reasoning).cost_dollars(raw.cost_dollars),
        None => usage.cost_dollars(raw.cost_dollars),
    })
}

/// Converts rig's usage: zero means that the provider reported nothing. Cached tokens are inside the input, except with
/// Anthropic, whose own response is read instead.
fn usage(usage: &Usage) -> Option<TokenUsage> {
    let reported = |tokens: u64| (tokens != 0).then_some(tokens);
    let usage = TokenUsage::new()
        .input_including_cached(reported(usage.input_tokens), reported(usage.cached_input_tokens))
        .output(reported(usage.output_tokens));
    (!usage.is_empty()).then_some(usage)
}
