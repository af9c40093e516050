//! Reads the provider's own response, which rig carries along, for what rig 0.33 has no field for: the model that
//! answered, cache writes, reasoning and costs. rig also counts Gemini's and Anthropic's tokens differently than they
//! do.

use agent_metrics::{ErrorType, TokenUsage};
use rig::providers::{
    anthropic, gemini,
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
}

/// Reads the responses of those providers that report more than rig does, streamed or not.
pub(crate) fn raw(response: &dyn Any) -> Raw<'_> {
    if let Some(response) = response.downcast_ref::<anthropic::completion::CompletionResponse>() {
        return anthropic(response);
    }
    if let Some(response) = response.downcast_ref::<openai::CompletionResponse>() {
        return Raw { model: Some(&response.model), ..Raw::default() };
    }
    if let Some(response) = response.downcast_ref::<responses_api::CompletionResponse>() {
        return responses(response);
    }
    if let Some(response) = response.downcast_ref::<openrouter::CompletionResponse>() {
        // rig stores zero where the provider reported nothing.
        let cost = response.usage.as_ref().map(|usage| usage.cost).filter(|cost| *cost != 0.0);
        return Raw { model: Some(&response.model), cost_dollars: cost, ..Raw::default() };
    }
    if let Some(response) = response.downcast_ref::<gemini::completion::gemini_api_types::GenerateContentResponse>() {
        let usage = response.usage_metadata.as_ref().map(|usage| {
            TokenUsage::new()
                .input_including_cached(usage.prompt_token_count, usage.cached_content_token_count)
                .output_excluding_reasoning(usage.candidates_token_count, usage.thoughts_token_count)
        });
        return Raw { model: response.model_version.as_deref(), usage, ..Raw::default() };
    }
    if let Some(response) = response.downcast_ref::<gemini::streaming::StreamingCompletionResponse>() {
        let usage = &response.usage_metadata;
        let usage = TokenUsage::new()
            .input_including_cached(usage.prompt_token_count, usage.cached_content_token_count)
            .output_excluding_reasoning(usage.candidates_token_count, usage.thoughts_token_count);
        return Raw { usage: Some(usage), ..Raw::default() };
    }
    Raw::default()
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
    let reasoning = response.usage.as_ref().map(|usage| usage.output_tokens_details.reasoning_tokens);
    Raw { model: Some(&response.model), reasoning, failed, ..Raw::default() }
}
