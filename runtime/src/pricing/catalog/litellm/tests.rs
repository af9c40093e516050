//! Tests reading LiteLLM's file, and the costs that it gives.

use super::{
    super::super::{billable_counts::Parts, missing_prices::MissingPrice},
    *,
};
use crate::ServiceTier;
use std::time::{Duration, UNIX_EPOCH};

const FILE: &str = r#"{
    "sample_spec": { "input_cost_per_token": 0.0, "litellm_provider": "one of …" },
    "gpt-4o": { "litellm_provider": "openai", "input_cost_per_token": 2.5e-6, "output_cost_per_token": 1e-5,
        "cache_read_input_token_cost": 1.25e-6, "input_cost_per_token_priority": 4.25e-6,
        "output_cost_per_token_priority": 1.7e-5, "input_cost_per_token_batches": 1.25e-6, "output_cost_per_token_batches": 5e-6 },
    "gpt-5.4": { "litellm_provider": "openai", "input_cost_per_token": 2.5e-6, "output_cost_per_token": 1.5e-5,
        "input_cost_per_token_above_272k_tokens": 5e-6, "output_cost_per_token_above_272k_tokens": 2.25e-5,
        "input_cost_per_token_priority": 5e-6, "output_cost_per_token_priority": 3e-5 },
    "azure/gpt-4o": { "litellm_provider": "azure", "input_cost_per_token": 3e-6, "output_cost_per_token": 1e-5 },
    "gemini-2.5-pro": { "litellm_provider": "vertex_ai-language-models", "input_cost_per_token": 2e-6, "output_cost_per_token": 1e-5 },
    "gemini/gemini-2.5-pro": { "litellm_provider": "gemini", "input_cost_per_token": 1.25e-6, "output_cost_per_token": 1e-5,
        "input_cost_per_audio_token": 3e-6, "search_context_cost_per_query": { "search_context_size_medium": 0.035 } },
    "claude-sonnet-4-5": { "litellm_provider": "anthropic", "input_cost_per_token": 3e-6, "output_cost_per_token": 1.5e-5,
        "cache_creation_input_token_cost": 3.75e-6, "cache_creation_input_token_cost_above_1hr": 6e-6,
        "cache_read_input_token_cost": 3e-7 },
    "xai/grok-4": { "litellm_provider": "xai", "input_cost_per_token": 3e-6, "output_cost_per_token": 1.5e-5,
        "input_cost_per_token_above_128k_tokens": 6e-6 },
    "dashscope/qwen-plus": { "litellm_provider": "dashscope", "tiered_pricing": [
        { "range": [0, 256000.0], "input_cost_per_token": 4e-7, "output_cost_per_token": 1.2e-6 },
        { "range": [256000.0, 1000000.0], "input_cost_per_token": 1.2e-6, "output_cost_per_token": 3.6e-6 } ] },
    "perplexity/sonar": { "litellm_provider": "perplexity", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6,
        "input_cost_per_request": 0.005, "output_cost_per_reasoning_token": 3e-6 },
    "deepseek/deepseek-v4": { "litellm_provider": "deepseek", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6,
        "cache_read_input_token_cost": 1e-7, "input_cost_per_token_above_200k_tokens": 3e-6,
        "off_peak_pricing": { "input_cost_per_token": 5e-7, "output_cost_per_token": 1e-6,
            "hours_utc": ["00:00-01:00", "16:30-00:00"] } },
    "dall-e-3": { "litellm_provider": "openai", "output_cost_per_image": 0.04 }
}"#;

fn catalog() -> LiteLlm {
    LiteLlm::from_json(FILE.as_bytes()).expect("it is one")
}

#[test]
fn names_lead_to_their_model() {
    let catalog = catalog();
    assert_eq!(catalog.models(), 10, "neither the sample nor what has no price of tokens");
    for (provider, name, id) in [
        (None, "gpt-4o", Some("gpt-4o")),
        (None, "openai/gpt-4o", Some("gpt-4o")),
        (None, "gpt-4o-2024-08-06", Some("gpt-4o")),
        (Some("openai"), "GPT-4o", Some("gpt-4o")),
        (Some("azure_openai"), "gpt-4o", Some("azure/gpt-4o")),
        (None, "azure/gpt-4o", Some("azure/gpt-4o")),
        (None, "gemini-2.5-pro", Some("gemini-2.5-pro")),
        (None, "gemini/gemini-2.5-pro", Some("gemini/gemini-2.5-pro")),
        (Some("gemini"), "gemini-2.5-pro", Some("gemini/gemini-2.5-pro")),
        (Some("anthropic"), "claude-sonnet-4.5", Some("claude-sonnet-4-5")),
        (None, "claude-sonnet-4-5-20250929", Some("claude-sonnet-4-5")),
        (Some("x-ai"), "grok-4", Some("xai/grok-4")),
        (None, "grok-4", Some("xai/grok-4")),
        (None, "litellm_proxy/grok-4", Some("xai/grok-4")),
        (None, "dashscope/qwen-plus", Some("dashscope/qwen-plus")),
        (None, "gpt-4o-ultra", None),
        (None, "gpt-4", None),
        (None, "my-gpt-4o", None),
        (None, "claude-sonnet-4-55", None),
        (None, "qwen-plus", None),
        (Some("groq"), "gpt-4o", None),
        (None, "dall-e-3", None),
        (None, "", None),
        (None, "/", None),
    ] {
        let found = catalog.find(provider, name).map(|found| found.id);
        assert_eq!(found.as_deref(), id, "{provider:?} {name}");
    }
}

const COUNTS: BillableCounts = BillableCounts {
    input: 100_000,
    cached_input: 0,
    cache_write: 0,
    one_hour_write: 0,
    output: 10_000,
    reasoning: 0,
    parts: Parts::NONE,
    tier: ServiceTier::Standard,
};

fn estimate(name: &str, counts: BillableCounts, time: SystemTime) -> Estimate {
    let catalog = catalog();
    catalog.estimate(&catalog.find(None, name).expect("it is known"), counts, time).expect("it has a price")
}

fn assert_costs(name: &str, counts: BillableCounts, dollars: f64, missing: &[MissingPrice]) {
    let estimate = estimate(name, counts, UNIX_EPOCH);
    assert!((estimate.cost().dollars() - dollars).abs() < 1e-9, "{name} {counts:?}: {}", estimate.cost());
    assert_eq!(estimate.missing().collect::<Vec<_>>(), missing, "{name} {counts:?}");
}

#[test]
fn calls_cost_what_the_file_says() {
    assert_costs("gpt-4o", COUNTS, 0.25 + 0.1, &[]);
    assert_costs("gpt-4o", BillableCounts { cached_input: 10_000, ..COUNTS }, 0.25 + 0.0125 + 0.1, &[]);
    assert_costs("gpt-4o", BillableCounts { tier: ServiceTier::Priority, ..COUNTS }, 0.425 + 0.17, &[]);
    assert_costs("gpt-4o", BillableCounts { tier: ServiceTier::Batch, ..COUNTS }, 0.125 + 0.05, &[]);
    assert_costs(
        "gpt-4o",
        BillableCounts { tier: ServiceTier::Flex, ..COUNTS },
        0.25 + 0.1,
        &[MissingPrice::ServiceTier],
    );
    let cached = BillableCounts { cached_input: 10_000, ..COUNTS };
    for (tier, dollars) in [(ServiceTier::Priority, 0.425 + 0.0125 + 0.17), (ServiceTier::Batch, 0.125 + 0.0125 + 0.05)]
    {
        assert_costs("gpt-4o", BillableCounts { tier, ..cached }, dollars, &[MissingPrice::ServiceTier]);
    }
    let written = BillableCounts { cache_write: 30_000, one_hour_write: 10_000, ..COUNTS };
    assert_costs("claude-sonnet-4-5", written, 0.3 + 0.02 * 3.75 + 0.06 + 0.15, &[]);
    assert_costs("gpt-4o", written, 0.25 + 0.075 + 0.1, &[MissingPrice::CacheWritePrice]);
    let parts = Parts { input_audio: 50_000, web_searches: 2, ..Parts::NONE };
    assert_costs("gemini/gemini-2.5-pro", BillableCounts { parts, ..COUNTS }, 0.0625 + 0.15 + 0.1 + 0.07, &[]);
    let both = [MissingPrice::AudioPrice, MissingPrice::WebSearchPrice];
    assert_costs("gpt-4o", BillableCounts { parts, ..COUNTS }, 0.25 + 0.1, &both);
    assert_costs("perplexity/sonar", BillableCounts { reasoning: 4_000, ..COUNTS }, 0.1 + 0.006 + 0.012 + 0.005, &[]);
}

#[test]
fn thresholds_are_of_the_whole_request() {
    let sized = |input| BillableCounts { input, ..COUNTS };
    assert_costs("gpt-5.4", sized(272_000), 0.68 + 0.15, &[]);
    assert_costs("gpt-5.4", sized(272_001), 1.360_005 + 0.225, &[]);
    assert_costs("grok-4", sized(127_999), 0.383_997 + 0.15, &[]);
    assert_costs("grok-4", sized(128_000), 0.768 + 0.15, &[]);
    assert_costs("dashscope/qwen-plus", sized(256_000), 0.1024 + 0.012, &[]);
    assert_costs("dashscope/qwen-plus", sized(300_000), 0.36 + 0.036, &[]);
    // Of priority the file does not say what it costs above the threshold.
    let priority = BillableCounts { tier: ServiceTier::Priority, ..sized(300_000) };
    assert_costs("gpt-5.4", priority, 1.5 + 0.225, &[MissingPrice::ServiceTier]);
}

#[test]
fn off_peak_prices_are_of_the_whole_request_at_these_hours() {
    let at = |minutes: u64| UNIX_EPOCH + Duration::from_secs(20_781 * 86_400 + minutes * 60);
    let (noon, evening) = (at(12 * 60), at(16 * 60 + 30));
    for (counts, time, dollars) in [
        (COUNTS, noon, 0.1 + 0.02),
        (COUNTS, evening, 0.05 + 0.01),
        (COUNTS, at(60), 0.1 + 0.02),
        // What has no price of its own off-peak costs as ever.
        (BillableCounts { cached_input: 50_000, ..COUNTS }, evening, 0.05 + 0.005 + 0.01),
        (BillableCounts { input: 250_000, ..COUNTS }, noon, 0.75 + 0.02),
        (BillableCounts { input: 250_000, ..COUNTS }, evening, 0.125 + 0.01),
    ] {
        let estimate = estimate("deepseek/deepseek-v4", counts, time);
        assert!((estimate.cost().dollars() - dollars).abs() < 1e-9, "{counts:?} at {time:?}: {}", estimate.cost());
        assert!(estimate.is_complete(), "{counts:?}");
    }
}
