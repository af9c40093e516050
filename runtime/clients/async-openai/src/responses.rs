//! Reads the usage of OpenAI's Responses API. Cached tokens are inside the input's, reasoning is inside the output's. A
//! response that failed arrives as `Ok` with a status.

use crate::AsyncOpenai;
use agent_metrics::{ErrorType, FinishReason, ServiceTier, TokenUsage, client::ClientResponse};
use async_openai::types::responses::{
    OutputItem, OutputMessageContent, Response, ResponseErrorCode, ResponseStreamEvent, ResponseUsage,
    ServiceTierResponses, Status,
};

impl ClientResponse<AsyncOpenai> for Response {
    fn usage(&self) -> Option<TokenUsage> {
        let searches = self.tool_usage.as_ref().map(|tools| tools.web_search.num_requests);
        Some(usage(self.usage.as_ref()?).web_searches(searches).served(served(self.service_tier.as_ref())))
    }

    fn model(&self) -> Option<&str> {
        Some(&self.model)
    }

    fn failure(&self) -> Option<ErrorType> {
        match self.status {
            Status::Failed => Some(self.error.as_ref().map_or(ErrorType::ProviderError, |error| failed(&error.code))),
            Status::Cancelled => Some(ErrorType::Cancelled),
            Status::Incomplete if self.incomplete_details.as_ref()?.reason == "content_filter" => {
                Some(ErrorType::ContentFilter)
            }
            _ => refused(self).then_some(ErrorType::ContentFilter),
        }
    }

    fn finish_reason(&self) -> Option<FinishReason> {
        match self.status {
            Status::Completed => Some(FinishReason::Stop),
            Status::Incomplete => match &self.incomplete_details {
                Some(details) => FinishReason::from_name(&details.reason),
                None => Some(FinishReason::Other),
            },
            _ => None,
        }
    }
}

/// The last event carries the response.
impl ClientResponse<AsyncOpenai> for ResponseStreamEvent {
    fn usage(&self) -> Option<TokenUsage> {
        last(self)?.usage()
    }

    fn model(&self) -> Option<&str> {
        match self {
            Self::ResponseCreated(event) => event.response.model(),
            _ => last(self)?.model(),
        }
    }

    fn failure(&self) -> Option<ErrorType> {
        match self {
            Self::ResponseError(event) => {
                let code = event.code.as_deref().and_then(ErrorType::from_code);
                Some(code.unwrap_or(ErrorType::ProviderError))
            }
            _ => last(self)?.failure(),
        }
    }

    fn finish_reason(&self) -> Option<FinishReason> {
        last(self)?.finish_reason()
    }

    fn is_end(&self) -> bool {
        last(self).is_some()
    }

    fn has_content(&self) -> bool {
        match self {
            Self::ResponseCreated(_)
            | Self::ResponseQueued(_)
            | Self::ResponseInProgress(_)
            | Self::ResponseContentPartAdded(_)
            | Self::ResponseReasoningSummaryPartAdded(_) => false,
            // A tool call is named as it begins; a message begins empty.
            Self::ResponseOutputItemAdded(event) => {
                !matches!(event.item, OutputItem::Message(_) | OutputItem::Reasoning(_))
            }
            _ => last(self).is_none(),
        }
    }
}

impl ClientResponse<AsyncOpenai> for ResponseUsage {
    fn usage(&self) -> Option<TokenUsage> {
        Some(usage(self))
    }
}

/// Returns the response with which a stream ends, if this event carries it.
fn last(event: &ResponseStreamEvent) -> Option<&Response> {
    match event {
        ResponseStreamEvent::ResponseCompleted(event) => Some(&event.response),
        ResponseStreamEvent::ResponseFailed(event) => Some(&event.response),
        ResponseStreamEvent::ResponseIncomplete(event) => Some(&event.response),
        _ => None,
    }
}

fn usage(usage: &ResponseUsage) -> TokenUsage {
    TokenUsage::new()
        .input_including_cached(usage.input_tokens, usage.input_tokens_details.cached_tokens)
        .cache_write_inside_input(usage.input_tokens_details.cache_write_tokens)
        .output(usage.output_tokens)
        .reasoning(usage.output_tokens_details.reasoning_tokens)
}

fn served(tier: Option<&ServiceTierResponses>) -> ServiceTier {
    match tier {
        None | Some(ServiceTierResponses::Auto | ServiceTierResponses::Default) => ServiceTier::Standard,
        Some(ServiceTierResponses::Flex) => ServiceTier::Flex,
        Some(ServiceTierResponses::Priority | ServiceTierResponses::Fast) => ServiceTier::Priority,
        Some(_) => ServiceTier::Unknown,
    }
}

fn failed(code: &ResponseErrorCode) -> ErrorType {
    match code {
        ResponseErrorCode::RateLimitExceeded => ErrorType::RateLimit,
        ResponseErrorCode::ServerError => ErrorType::ProviderError,
        ResponseErrorCode::VectorStoreTimeout => ErrorType::Timeout,
        ResponseErrorCode::BioPolicy
        | ResponseErrorCode::MisalignmentPolicyViolation
        | ResponseErrorCode::ImageContentPolicyViolation => ErrorType::ContentFilter,
        ResponseErrorCode::ImageFileNotFound => ErrorType::NotFound,
        ResponseErrorCode::Other(code) => ErrorType::from_code(code).unwrap_or(ErrorType::ProviderError),
        // The remaining codes are about the prompt and its images.
        _ => ErrorType::InvalidRequest,
    }
}

fn refused(response: &Response) -> bool {
    let messages = response.output.iter().filter_map(|item| match item {
        OutputItem::Message(message) => Some(message),
        _ => None,
    });
    messages.flat_map(|message| &message.content).any(|part| matches!(part, OutputMessageContent::Refusal(_)))
}
