//! Reads the provider's own response, which rig carries along, for what rig 0.33 has no field for: the model that
//! answered, why it stopped, cache writes, reasoning and costs. rig also counts Gemini's and Anthropic's tokens differently than they
//! do.

use agent_metrics::{ErrorType, FinishReason, TokenUsage};
use rig::providers::{
    anthropic, gemini, ollama,
    openai::{self, responses_api},
    openrouter,
};
use std::any::Any;

#[derive(Debug, Default)]
pub(crate) struct Raw<'a> {
    pub(crate) model: Option<&'a str>,
    /// The usage, where the provider's own has more than rig's or differs from it.
    pub(crate) usage: Option<TokenUsage>,
    pub(crate) reasoning: Option<u64>,
    pub(crate) cost_dollars: Option<f64>,
    pub(crate) failed: Option<ErrorType>,
    pub(crate) finish_reason: Option<FinishReason>,
}

/// Reads the responses of those providers that report more than rig does, streamed or not.
pub(crate) fn raw(response: &dyn Any) -> Raw<'_> {
    if let Some(response) = response.downcast_ref::<anthropic::completion::CompletionResponse>() {
        return anthropic(response);
    }
    if let Some(response) = response.downcast_ref::<openai::CompletionResponse>() {
        let finish_reason = response.choices.iter().find_map(|choice| FinishReason::from_name(&choice.finish_reason));
        return Raw { model: Some(&response.model), finish_reason, ..Raw::default() };
    }
    if let Some(response) = response.downcast_ref::<responses_api::CompletionResponse>() {
        return responses(response);
    }
    if let Some(response) = response.downcast_ref::<openrouter::CompletionResponse>() {
        // rig stores zero where the provider reported nothing.
        let cost = response.usage.as_ref().map(|usage| usage.cost).filter(|cost| *cost != 0.0);
        let finish_reason = response.choices.iter().find_map(|choice| named(choice.finish_reason.as_deref()));
        return Raw { model: Some(&response.model), cost_dollars: cost, finish_reason, ..Raw::default() };
    }
    if let Some(response) = response.downcast_ref::<gemini::completion::gemini_api_types::GenerateContentResponse>() {
        let usage = response.usage_metadata.as_ref().map(|usage| {
            TokenUsage::new()
                .input_including_cached(usage.prompt_token_count, usage.cached_content_token_count)
                .output_excluding_reasoning(usage.candidates_token_count, usage.thoughts_token_count)
        });
        let finish_reason =
            response.candidates.iter().find_map(|candidate| candidate.finish_reason.as_ref().map(gemini));
        return Raw { model: response.model_version.as_deref(), usage, finish_reason, ..Raw::default() };
    }
    if let Some(response) = response.downcast_ref::<gemini::streaming::StreamingCompletionResponse>() {
        let usage = &response.usage_metadata;
        let usage = TokenUsage::new()
            .input_including_cached(usage.prompt_token_count, usage.cached_content_token_count)
            .output_excluding_reasoning(usage.candidates_token_count, usage.thoughts_token_count);
        return Raw { usage: Some(usage), ..Raw::default() };
    }
    if let Some(response) = response.downcast_ref::<ollama::CompletionResponse>() {
        return Raw { finish_reason: named(response.done_reason.as_deref()), ..Raw::default() };
    }
    if let Some(response) = response.downcast_ref::<ollama::StreamingCompletionResponse>() {
        return Raw { finish_reason: named(response.done_reason.as_deref()), ..Raw::default() };
    }
    Raw::default()
}

fn named(reason: Option<&str>) -> Option<FinishReason> {
    FinishReason::from_name(reason?)
}

fn gemini(reason: &gemini::completion::gemini_api_types::FinishReason) -> FinishReason {
    use gemini::completion::gemini_api_types::FinishReason as Gemini;
    match reason {
        Gemini::Stop => FinishReason::Stop,
        Gemini::MaxTokens => FinishReason::Length,
        Gemini::Safety | Gemini::Recitation | Gemini::Blocklist | Gemini::ProhibitedContent | Gemini::Spii => {
            FinishReason::ContentFilter
        }
        _ => FinishReason::Other,
    }
}

fn anthropic(response: &anthropic::completion::CompletionResponse) -> Raw<'_> {
    let usage = &response.usage;
    let usage = TokenUsage::new()
        .input_excluding_cached(usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens)
        .output(usage.output_tokens);
    let refused = response.stop_reason.as_deref() == Some("refusal");
    Raw {
        model: Some(&response.model),
        usage: Some(usage),
        failed: refused.then_some(ErrorType::ContentFilter),
        finish_reason: named(response.stop_reason.as_deref()),
        ..Raw::default()
    }
}

fn responses(response: &responses_api::CompletionResponse) -> Raw<'_> {
    use responses_api::ResponseStatus;
    let failed = match response.status {
        ResponseStatus::Failed => {
            let code = response.error.as_ref().and_then(|error| ErrorType::from_code(&error.code));
            Some(code.unwrap_or(ErrorType::ProviderError))
        }
        ResponseStatus::Cancelled => Some(ErrorType::Cancelled),
        ResponseStatus::Incomplete => {
            let filtered = response.incomplete_details.as_ref().is_some_and(|why| why.reason == "content_filter");
            filtered.then_some(ErrorType::ContentFilter)
        }
        _ => None,
    };
    let finish_reason = match response.status {
        ResponseStatus::Completed => Some(FinishReason::Stop),
        ResponseStatus::Incomplete => {
            let reason = response.incomplete_details.as_ref().map(|why| why.reason.as_str());
            named(reason).or(Some(FinishReason::Other))
        }
        _ => None,
    };
    let reasoning = response.usage.as_ref().map(|usage| usage.output_tokens_details.reasoning_tokens);
    Raw { model: Some(&response.model), reasoning, failed, finish_reason, ..Raw::default() }
}
