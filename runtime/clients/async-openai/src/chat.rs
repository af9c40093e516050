//! Reads the usage of chat completions. Cached tokens are inside the prompt's, reasoning is inside the completion's.

use crate::AsyncOpenai;
use agent_metrics::{ErrorType, TokenUsage, client::ClientResponse};
use async_openai::types::chat::{
    CompletionUsage, CreateChatCompletionResponse, CreateChatCompletionStreamResponse, FinishReason, ServiceTier,
};

impl ClientResponse<AsyncOpenai> for CreateChatCompletionResponse {
    fn usage(&self) -> Option<TokenUsage> {
        Some(usage(self.usage.as_ref()?).served(served(self.service_tier.as_ref())))
    }

    fn model(&self) -> Option<&str> {
        Some(&self.model)
    }

    fn failure(&self) -> Option<ErrorType> {
        let refused = self.choices.iter().any(|choice| choice.message.refusal.is_some());
        filtered(self.choices.iter().map(|choice| choice.finish_reason), refused)
    }

    fn finish_reason(&self) -> Option<agent_metrics::FinishReason> {
        self.choices.iter().find_map(|choice| choice.finish_reason).map(finished)
    }
}

/// The last chunk has the usage, if the request sets `stream_options.include_usage`.
impl ClientResponse<AsyncOpenai> for CreateChatCompletionStreamResponse {
    fn usage(&self) -> Option<TokenUsage> {
        Some(usage(self.usage.as_ref()?).served(served(self.service_tier.as_ref())))
    }

    fn model(&self) -> Option<&str> {
        Some(&self.model)
    }

    fn failure(&self) -> Option<ErrorType> {
        let refused = self.choices.iter().any(|choice| choice.delta.refusal.is_some());
        filtered(self.choices.iter().map(|choice| choice.finish_reason), refused)
    }

    fn finish_reason(&self) -> Option<agent_metrics::FinishReason> {
        self.choices.iter().find_map(|choice| choice.finish_reason).map(finished)
    }

    /// The first chunk has the role alone, the last ones the reason and the usage.
    fn has_content(&self) -> bool {
        self.choices.iter().any(|choice| {
            let delta = &choice.delta;
            let texts = [&delta.content, &delta.refusal];
            let has_text = texts.into_iter().flatten().any(|text| !text.is_empty());
            #[allow(deprecated)] // older servers call functions by it
            let calls =
                delta.tool_calls.as_ref().is_some_and(|calls| !calls.is_empty()) || delta.function_call.is_some();
            has_text || calls || delta.audio.is_some()
        })
    }
}

impl ClientResponse<AsyncOpenai> for CompletionUsage {
    fn usage(&self) -> Option<TokenUsage> {
        Some(usage(self))
    }
}

fn usage(usage: &CompletionUsage) -> TokenUsage {
    let prompt = usage.prompt_tokens_details.as_ref();
    let completion = usage.completion_tokens_details.as_ref();
    let reported = TokenUsage::new()
        .input_including_cached(usage.prompt_tokens, prompt.and_then(|details| details.cached_tokens))
        .cache_write_inside_input(prompt.and_then(|details| details.cache_write_tokens))
        .output(usage.completion_tokens)
        .reasoning(completion.and_then(|details| details.reasoning_tokens));
    // Cached audio and images are not reported separately, so the uncached part is at most the uncached input.
    let uncached = |tokens: Option<u64>| tokens.min(reported.input_tokens().or(tokens));
    reported
        .input_audio(uncached(prompt.and_then(|details| details.audio_tokens).map(u64::from)))
        .input_image(uncached(prompt.and_then(|details| u64::try_from(details.image_tokens?).ok())))
        .output_audio(completion.and_then(|details| details.audio_tokens))
}

fn served(tier: Option<&ServiceTier>) -> agent_metrics::ServiceTier {
    use agent_metrics::ServiceTier as Served;
    match tier {
        None | Some(ServiceTier::Auto | ServiceTier::Default) => Served::Standard,
        Some(ServiceTier::Flex) => Served::Flex,
        Some(ServiceTier::Priority | ServiceTier::Fast) => Served::Priority,
        Some(_) => Served::Unknown,
    }
}

fn finished(reason: FinishReason) -> agent_metrics::FinishReason {
    use agent_metrics::FinishReason as Finished;
    match reason {
        FinishReason::Stop => Finished::Stop,
        FinishReason::Length => Finished::Length,
        FinishReason::ToolCalls | FinishReason::FunctionCall => Finished::ToolCalls,
        FinishReason::ContentFilter => Finished::ContentFilter,
    }
}

fn filtered(mut reasons: impl Iterator<Item = Option<FinishReason>>, refused: bool) -> Option<ErrorType> {
    (refused || reasons.any(|reason| reason == Some(FinishReason::ContentFilter))).then_some(ErrorType::ContentFilter)
}
