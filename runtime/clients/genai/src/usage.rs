//! Converts genai's usage. Reasoning is inside the completion's tokens; cached tokens are inside the prompt's, except
//! with Bedrock.

use agent_metrics::TokenUsage;
use genai::{adapter::AdapterKind, chat::Usage};

/// Converts the usage. Without an `adapter` the total decides whether cached tokens are inside the prompt's.
pub(crate) fn usage(usage: &Usage, adapter: Option<AdapterKind>) -> Option<TokenUsage> {
    let prompt = usage.prompt_tokens_details.as_ref();
    let completion = usage.completion_tokens_details.as_ref();
    let cached = prompt.and_then(|details| details.cached_tokens);
    let written = prompt.and_then(|details| details.cache_creation_tokens);
    let beside = adapter.map_or_else(|| sum_is_beside(usage), is_bedrock);
    let reported = TokenUsage::new();
    let reported = if beside {
        reported.input_excluding_cached(usage.prompt_tokens, cached, written)
    } else {
        reported.input_including_cached(usage.prompt_tokens, cached).cache_write_inside_input(written)
    };
    let hour = prompt.and_then(|details| details.cache_creation_details.as_ref()?.ephemeral_1h_tokens);
    let reported = reported
        .cache_write_one_hour(hour)
        .output(usage.completion_tokens)
        .reasoning(completion.and_then(|details| details.reasoning_tokens))
        .output_audio(completion.and_then(|details| details.audio_tokens));
    // Cached audio is not reported separately, so the uncached audio is at most the uncached input.
    let audio = prompt.and_then(|details| u64::try_from(details.audio_tokens?).ok());
    let reported = reported.input_audio(audio.min(reported.input_tokens().or(audio)));
    (!reported.is_empty()).then_some(reported)
}

fn is_bedrock(adapter: AdapterKind) -> bool {
    // genai has one Bedrock adapter for each authentication method, and one of them is behind a feature.
    adapter.as_lower_str().starts_with("bedrock")
}

/// True if the total counts cached tokens beside the prompt's, as Bedrock's does.
fn sum_is_beside(usage: &Usage) -> bool {
    let details = usage.prompt_tokens_details.as_ref();
    let cached = details.map_or(0, |details| {
        details.cached_tokens.unwrap_or(0).saturating_add(details.cache_creation_tokens.unwrap_or(0))
    });
    let sum = usage.prompt_tokens.unwrap_or(0).saturating_add(usage.completion_tokens.unwrap_or(0));
    cached > 0 && usage.total_tokens == Some(sum.saturating_add(cached))
}

#[cfg(test)]
mod tests {
    use super::*;
    use genai::chat::PromptTokensDetails;

    fn of(prompt: i32, total: i32) -> Usage {
        let details = PromptTokensDetails {
            cached_tokens: Some(400),
            cache_creation_tokens: Some(100),
            ..PromptTokensDetails::default()
        };
        Usage {
            prompt_tokens: Some(prompt),
            prompt_tokens_details: Some(details),
            completion_tokens: Some(50),
            completion_tokens_details: None,
            total_tokens: Some(total),
        }
    }

    #[test]
    fn the_same_request_reported_in_both_conventions() {
        let bedrock = of(500, 1_050);
        let anthropic = of(1_000, 1_050);
        let expected = TokenUsage::new().input_excluding_cached(500, 400, 100).output(50);
        assert_eq!(usage(&bedrock, Some(AdapterKind::BedrockApi)), Some(expected));
        assert_eq!(usage(&anthropic, Some(AdapterKind::Anthropic)), Some(expected));
        assert_eq!(usage(&bedrock, None), Some(expected), "the total decides");
        assert_eq!(usage(&anthropic, None), Some(expected));
    }

    #[test]
    fn nothing_reported() {
        assert_eq!(usage(&Usage::default(), Some(AdapterKind::OpenAI)), None);
    }
}
