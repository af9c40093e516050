//! Looks up names in the whole catalog.

mod costs;

use super::{super::cost::Cost, *};
use genai_prices::Calculator;
use std::collections::BTreeSet;

fn found(provider: Option<&str>, name: &str) -> Option<(String, String)> {
    let found = Catalog::bundled().find(provider, name)?;
    Some((found.provider.into(), found.id.into()))
}

fn found_id(name: &str) -> Option<String> {
    found(None, name).map(|(provider, id)| format!("{provider}:{id}"))
}

fn ids() -> impl Iterator<Item = (&'static str, &'static str)> {
    Calculator::bundled()
        .providers()
        .flat_map(|provider| provider.models().map(move |model| (provider.id(), model.id())))
}

#[test]
fn names_as_they_are_called_lead_to_their_model() {
    let mut wrong = Vec::new();
    for (name, id) in [
        ("anthropic/claude-sonnet-4-20250514", "anthropic:claude-sonnet-4-0"),
        ("claude-sonnet-4-5", "anthropic:claude-sonnet-4-5"),
        ("claude-sonnet-4.5", "anthropic:claude-sonnet-4-5"),
        ("claude-sonnet-4-5-20250929", "anthropic:claude-sonnet-4-5"),
        ("claude-4.5-opus", "anthropic:claude-opus-4-5"),
        ("claude-4-opus-20250514", "anthropic:claude-opus-4-0"),
        ("claude-opus-4", "anthropic:claude-opus-4-0"),
        ("claude-opus-4@20250514", "anthropic:claude-opus-4-0"),
        ("claude-opus-4-1-20250805", "anthropic:claude-opus-4-1"),
        ("claude-opus-4-5", "anthropic:claude-opus-4-5"),
        ("claude-3-5-sonnet-latest", "anthropic:claude-3-5-sonnet"),
        ("Claude-3-Haiku-20240307", "anthropic:claude-3-haiku"),
        ("openrouter/anthropic/claude-opus-4.5", "openrouter:anthropic/claude-opus-4.5"),
        ("openrouter/anthropic/claude-opus-4-5", "openrouter:anthropic/claude-opus-4.5"),
        ("openrouter/openai/gpt-4o", "openrouter:openai/gpt-4o"),
        ("bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0", "aws:regional.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws:regional.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws:global.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        (
            "bedrock/converse/us.anthropic.claude-opus-4-1-20250805-v1:0",
            "aws:regional.anthropic.claude-opus-4-1-20250805-v1:0",
        ),
        ("amazon.nova-pro-v1:0", "aws:amazon.nova-pro-v1:0"),
        (
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
            "aws:regional.anthropic.claude-3-haiku-20240307-v1:0",
        ),
        ("gemini/gemini-2.5-pro", "google:gemini-2.5-pro"),
        ("gemini-2.5-pro-preview-05-06", "google:gemini-2.5-pro"),
        ("gemini-2-5-pro", "google:gemini-2.5-pro"),
        ("models/gemini-2.5-flash", "google:gemini-2.5-flash"),
        ("gemini-2.0-flash-001", "google:gemini-2.0-flash"),
        ("gemini-1.5-pro-002", "google:gemini-1.5-pro"),
        ("vertex_ai/gemini-2.5-flash", "google:gemini-2.5-flash"),
        ("vertex_ai/claude-sonnet-4-5@20250929", "google:claude-sonnet-4-5"),
        ("vertex_ai/claude-opus-4@20250514", "google:claude-4-opus"),
        ("azure/gpt-4o", "azure:gpt-4o"),
        ("azure_ai/gpt-4.1-2025-04-14", "azure:gpt-4.1"),
        ("openai/gpt-4o-2024-08-06", "openai:gpt-4o"),
        ("gpt-4o-2024-05-13", "openai:gpt-4o-2024-05-13"),
        ("gpt-4o", "openai:gpt-4o"),
        ("gpt-4-0613", "openai:gpt-4"),
        ("gpt-4o-audio-preview", "openai:gpt-4o-audio-preview"),
        ("gpt-4o-mini", "openai:gpt-4o-mini"),
        ("o3", "openai:o3"),
        ("o3-pro", "openai:o3-pro"),
        ("o3-2025-04-16", "openai:o3"),
        ("chatgpt-4o-latest", "openai:chatgpt-4o-latest"),
        ("ft:gpt-4o-2024-08-06:acme::abc123", "openai:ft:gpt-4o"),
        ("ft:gpt-3.5-turbo-0125:acme:x:abc123", "openai:ft:gpt-3.5-turbo-"),
        ("text-embedding-3-small", "openai:text-embedding-3-small"),
        ("xai/grok-4", "x-ai:grok-4-0709"),
        ("grok-4-0709", "x-ai:grok-4-0709"),
        ("groq/llama-3.3-70b-versatile", "groq:llama-3.3-70b-versatile"),
        ("groq/moonshotai/kimi-k2-instruct", "groq:moonshotai/kimi-k2-instruct"),
        ("together/meta-llama/Llama-3.3-70B-Instruct-Turbo", "together:meta-llama/Llama-3.3-70B-Instruct-Turbo"),
        ("fireworks/accounts/fireworks/models/kimi-k2p5", "fireworks:kimi-k2p5"),
        ("fireworks_ai/kimi-k2p5", "fireworks:kimi-k2p5"),
        ("deepseek/deepseek-chat", "deepseek:deepseek-chat"),
        ("deepseek-r1", "deepseek:deepseek-reasoner"),
        ("mistralai/mistral-large-latest", "mistral:mistral-large"),
        ("mistral-medium-2508", "mistral:mistral-medium-3-1"),
        ("moonshot/kimi-k2.5", "moonshotai:kimi-k2.5"),
        ("z-ai/glm-4.6", "zai:GLM-4.6"),
        (
            "huggingface/together/meta-llama/Llama-3.3-70B-Instruct",
            "huggingface_together:meta-llama/Llama-3.3-70B-Instruct",
        ),
        ("litellm_proxy/openai/o3", "openai:o3"),
    ] {
        let found = found_id(name);
        if found.as_deref() != Some(id) {
            wrong.push((name, id, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_provider_given_apart_is_the_one_that_sells() {
    for (provider, name, id) in [
        ("openai", "gpt-4o", Some("openai:gpt-4o")),
        ("openai", "openai/gpt-4o", Some("openai:gpt-4o")),
        ("azure_openai", "gpt-4o", Some("azure:gpt-4o")),
        (
            "aws.bedrock",
            "anthropic.claude-sonnet-4-5-20250929-v1:0",
            Some("aws:regional.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        ),
        ("gcp.vertex_ai", "publishers/google/models/gemini-2.5-pro", Some("google:gemini-2.5-pro")),
        ("openrouter", "openai/gpt-4o", Some("openrouter:openai/gpt-4o")),
        ("litellm", "anthropic/claude-opus-4-5", Some("anthropic:claude-opus-4-5")),
        ("", "gpt-4o", Some("openai:gpt-4o")),
        // Whoever the catalog does not know may charge any price.
        ("my-openai-proxy", "gpt-4o", None),
        ("anthropic", "gpt-4o", None),
    ] {
        let found = found(Some(provider), name).map(|(provider, id)| format!("{provider}:{id}"));
        assert_eq!(found.as_deref(), id, "{provider} {name}");
    }
}

const INVENTED: &[&str] = &[
    "gpt-4o-ultra",
    "gpt-4o-",
    "gpt-4o-mini-ultra",
    "gpt-5o",
    "my-gpt-4o",
    "gpt-4o2",
    "gpt-4oo",
    "gpt-44",
    "gpt-4.11",
    "gpt-4-turbo-max",
    "gpt-3.5-turbo-instruct-ultra",
    "gpt-4.5-preview-x",
    "gpt-5-nano-x",
    "gpt-5.1.1",
    "gpt-99",
    "gpt",
    "openai/",
    "o3-super",
    "o3-pro-max",
    "o33",
    "o3-minis",
    "xo3",
    "o",
    "o9",
    "claude-opus-4-5-turbo",
    "claude-sonnet-4-55",
    "claude-sonnet-4-5-ultra",
    "claude-sonnet-4-5-v2",
    "claude-opus-4-55",
    "claude-opus-4-1-mini",
    "claude-3-haiku-x",
    "claude-3-opus-pro",
    "claude-4-opus-x",
    "claude-haiku-4-5-fast",
    "claude-sonnet",
    "claude-opus",
    "claude",
    "my-claude-opus-4-5",
    "claude-opus-4-",
    "claude-opus-45",
    "claude-sonnet-9",
    "anthropic/claude-opus-4-5-turbo",
    "claude-v2-x",
    "claude-2-ultra",
    "gemini-2.5-pro-max",
    "gemini-2.5-prox",
    "gemini-2.5",
    "gemini",
    "gemini-9-pro",
    "gemini-1.5-flash-huge",
    "my-gemini-1.5-flash",
    "gemini-2.0-flash-lite-x",
    "gemini-3.6-flash-ultra",
    "gemini-3.5-flash-9",
    "gemini-2.5-flash-nano",
    "gemini-flash",
    "x-ai/grok",
    "gemini-pro-9",
    "vertex_ai/claude-opus-4-5-x",
    "vertex_ai/xclaude-3-opus",
    "gemma-3-999b",
    "deepseek-chat-v9",
    "deepseek-chat-x",
    "deepseek-r1-distill-llama-70b",
    "deepseek-v4-pro-max",
    "deepseek-r2",
    "grok-4-heavy-x",
    "grok-44",
    "grok",
    "grok-4.99",
    "xai/grok-4-ultra",
    "kimi-k2-turbo-x",
    "kimi-k2.55",
    "mistral-huge",
    "magistral-medium-x",
    "mixtral-8x7b-x",
    "command-light-x",
    "glm-99",
    "minimax-m2.1-highspeedx",
    "bedrock/amazon.nova-pro-max-v1:0",
    "bedrock/xamazon.nova-pro-v1:0",
    "bedrock/amazon.nova-prox",
    "bedrock/amazon.nova-pro-v2:0",
    "amazon.titan-embed-text-v3:0",
    "amazon.nova-pro-v1:02",
    "us.anthropic.claude-opus-4-55-v1:0",
    "bedrock/my.anthropic.claude-opus-4-5-v1:0",
    "openrouter/anthropic/claude-opus-4.5-x",
    "openrouter/claude-opus-9",
    "groq/llama-3.3-70b",
    "together/x",
    "fireworks/kimi-k2p5-x",
    "azure/gpt-4o-ultra",
    "azure/my-deployment",
    "unknown/gpt-4o",
    "meta-llama/Llama-3",
    "",
    " ",
    "/",
    "//",
    "-",
    ":",
    "@",
    "a",
    "ä",
    "模型",
    "gpt-4o\u{0}",
    "gpt-4o gpt-4o",
    "zzq",
];

#[test]
fn invented_names_lead_to_none() {
    for name in INVENTED {
        assert_eq!(found_id(name), None, "{name}");
    }
}

/// Ids by which the catalog does not find its own model, and that no one calls so.
const NOT_NAMES: [(&str, &str); 3] =
    [("mistral", "mistral-medium-3-1"), ("openai", "ft:gpt-4o"), ("openai", "ft:gpt-4o-mini")];

#[test]
fn every_id_of_the_catalog_leads_to_itself() {
    let mut wrong = BTreeSet::new();
    for (provider, id) in ids() {
        let itself = Some((provider.to_owned(), id.to_owned()));
        let priced_otherwise = GenaiPrices::bundled().has_only_other_units(&Reference {
            provider: provider.into(),
            name: id.into(),
            id: id.into(),
        });
        let wanted = if priced_otherwise || NOT_NAMES.contains(&(provider, id)) { None } else { itself };
        for (given, name) in [(None, format!("{provider}/{id}")), (Some(provider), id.to_owned())] {
            let found = found(given, &name);
            if found != wanted {
                wrong.insert(format!("{given:?} {name}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

#[test]
fn what_is_nearly_an_id_does_not_lead_to_it() {
    let mut wrong = BTreeSet::new();
    for (provider, id) in ids() {
        let mut shorter = id.to_owned();
        let last = shorter.pop();
        let punctuated = last.is_some_and(|last| !last.is_alphanumeric());
        let near = [format!("{id}-ultra"), format!("x{id}"), format!("{id}2"), format!("{id}-9"), shorter];
        for (index, name) in near.iter().enumerate() {
            if index == 4 && punctuated {
                continue; // `ft:gpt-3.5-turbo-` without its last dash says the same
            }
            if found(Some(provider), name).is_some_and(|(_, found)| found == id) {
                wrong.insert(format!("{provider}: {name} -> {id}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

#[test]
fn what_is_sold_by_the_second_has_no_price_of_tokens() {
    assert_eq!(found_id("groq/whisper-large-v3"), None);
    assert_eq!(found_id("mistral/mistral-ocr-2503"), None);
    let free = Catalog::bundled().find(Some("google"), "gemma-3").expect("it is known, and free");
    let counts = BillableCounts { input: 1_000, ..BillableCounts::default() };
    let estimate = Catalog::bundled().estimate(&free, counts, SystemTime::now());
    assert_eq!(estimate, Some(Estimate::complete(Cost::default())));
}
