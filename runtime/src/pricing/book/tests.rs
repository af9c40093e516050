//! Names against the whole book.

use super::{
    super::{Cost, counts::Parts, missing::Missing},
    *,
};
use genai_prices::Calculator;
use std::collections::BTreeSet;

fn found(provider: Option<&str>, name: &str) -> Option<(String, String)> {
    let found = Book::bundled().find(provider, name)?;
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
        // Whoever the book does not know may ask any price.
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

/// Ids by which the book does not find its own model, and that no one calls so.
const NOT_NAMES: [(&str, &str); 3] =
    [("mistral", "mistral-medium-3-1"), ("openai", "ft:gpt-4o"), ("openai", "ft:gpt-4o-mini")];

#[test]
fn every_id_of_the_book_leads_to_itself() {
    let mut wrong = BTreeSet::new();
    for (provider, id) in ids() {
        let itself = Some((provider.to_owned(), id.to_owned()));
        let priced_otherwise = GenAi::bundled().is_priced_otherwise(&Reference {
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
    let free = Book::bundled().find(Some("google"), "gemma-3").expect("it is known, and free");
    let counts = Counts { input: 1_000, ..Counts::default() };
    let estimate = Book::bundled().estimate(&free, counts, SystemTime::now());
    assert_eq!(estimate, Some(Estimate::complete(Cost::default())));
}

#[test]
fn prices_of_the_past_are_of_the_past() {
    let o3 = Book::bundled().find(None, "o3").expect("it is known");
    let counts = Counts { input: 1_000, ..Counts::default() };
    let at = |days: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400);
    let cost = |days| Book::bundled().estimate(&o3, counts, at(days)).map(|estimate| estimate.cost().picodollars());
    assert_eq!(cost(20_209), Some(10_000_000_000), "2025-05-01");
    assert_eq!(cost(20_300), Some(2_000_000_000), "2025-07-31");
}

/// What was asked at a time when all tiers of the book hold.
fn estimate(model: &str, counts: Counts) -> Estimate {
    let book = Book::bundled();
    let found = book.find(None, model).unwrap_or_else(|| panic!("{model} is known"));
    let time = UNIX_EPOCH + Duration::from_secs(1_795_478_400); // 2026-11-24
    book.estimate(&found, counts, time).expect("it has a price")
}

fn assert_costs(model: &str, counts: Counts, dollars: f64, missing: &[Missing]) {
    let found = estimate(model, counts);
    assert!((found.cost().dollars() - dollars).abs() < 1e-9, "{model} {counts:?}: {}", found.cost());
    assert_eq!(found.missing().collect::<Vec<_>>(), missing, "{model} {counts:?}");
}

const COUNTS: Counts = Counts {
    input: 100_000,
    cached_input: 0,
    cache_write: 0,
    one_hour_write: 0,
    output: 10_000,
    reasoning: 0,
    parts: Parts::NONE,
    tier: ServedTier::Standard,
};

#[test]
fn the_terms_that_were_served_decide() {
    let on = |tier| Counts { tier, ..COUNTS };
    assert_costs("o3", on(ServedTier::Standard), 0.2 + 0.08, &[]);
    assert_costs("o3", on(ServedTier::Flex), 0.1 + 0.04, &[]);
    assert_costs("o3", on(ServedTier::Priority), 0.35 + 0.14, &[]);
    assert_costs("o3", on(ServedTier::Batch), 0.1 + 0.04, &[]);
    assert_costs("o3", on(ServedTier::Unknown), 0.2 + 0.08, &[Missing::ServiceTier]);
    assert_costs("claude-sonnet-4-5", on(ServedTier::Batch), 0.15 + 0.075, &[]);
    assert_costs("claude-sonnet-4-5", on(ServedTier::Priority), 0.3 + 0.15, &[Missing::ServiceTier]);
    // The whole request is over 272,000 tokens, in the batch as well.
    let large = Counts { input: 300_000, tier: ServedTier::Batch, ..COUNTS };
    assert_costs("gpt-5.4", large, 0.3 * 2.5 + 0.01 * 11.25, &[]);
}

#[test]
fn cache_writes_cost_by_how_long_they_last() {
    let written = Counts { cache_write: 30_000, one_hour_write: 10_000, ..COUNTS };
    assert_costs("claude-sonnet-4-5", written, 0.3 + 0.02 * 3.75 + 0.01 * 6.0 + 0.15, &[]);
    // As input, which is not sure to be the price.
    assert_costs("gpt-4o", written, 0.25 + 0.03 * 2.5 + 0.1, &[Missing::CacheWritePrice]);
}

#[test]
fn what_was_cached_is_never_free_where_its_price_is_not_known() {
    let cached = Counts { cached_input: 50_000, ..COUNTS };
    assert_costs("gpt-4-turbo", cached, 1.0 + 0.5 + 0.3, &[Missing::CachedInputPrice]);
}

#[test]
fn audio_and_images_have_their_price() {
    let parts = Parts { input_audio: 40_000, output_audio: 5_000, ..Parts::NONE };
    let audio = Counts { parts, ..COUNTS };
    // Text 4 and 16, audio 32 and 64.
    assert_costs("gpt-realtime", audio, 0.06 * 4.0 + 0.04 * 32.0 + 0.005 * 16.0 + 0.005 * 64.0, &[]);
    let cached = Counts { cached_input: 20_000, parts: Parts { cached_audio: 15_000, ..parts }, ..COUNTS };
    let dollars = 0.06 * 4.0 + 0.04 * 32.0 + 0.02 * 0.4 + 0.005 * 16.0 + 0.005 * 64.0;
    assert_costs("gpt-realtime", cached, dollars, &[]);
    assert_costs(
        "gemini-2.5-flash",
        Counts { parts: Parts { output_audio: 0, ..parts }, ..COUNTS },
        0.06 * 0.3 + 0.04 + 0.025,
        &[],
    );
    assert_costs("gpt-4o", audio, 0.25 + 0.1, &[Missing::AudioPrice]);
    let image = Counts { parts: Parts { input_image: 40_000, ..Parts::NONE }, ..COUNTS };
    assert_costs("gpt-realtime", image, 0.06 * 4.0 + 0.04 * 5.0 + 0.16, &[]);
    assert_costs("gpt-4o", image, 0.25 + 0.1, &[]); // an image that is read costs as text
    let drawn = Counts { parts: Parts { output_image: 5_000, ..Parts::NONE }, ..COUNTS };
    assert_costs("gpt-4o", drawn, 0.25 + 0.1, &[Missing::ImagePrice]);
}

#[test]
fn fees_are_added() {
    let searched = Counts { parts: Parts { web_searches: 3, ..Parts::NONE }, ..COUNTS };
    assert_costs("claude-sonnet-4-5", searched, 0.3 + 0.15 + 0.03, &[]);
    assert_costs("gpt-4-turbo", searched, 1.0 + 0.3, &[Missing::WebSearchPrice]);
    // Twelve dollars a thousand requests.
    assert_costs("perplexity/sonar", COUNTS, 0.1 + 0.01 + 0.012, &[]);
    // Thinking has its own price.
    let thought = Counts { reasoning: 8_000, ..COUNTS };
    assert_costs("perplexity/sonar-deep-research", thought, 0.2 + 0.002 * 8.0 + 0.008 * 3.0, &[]);
}

#[test]
fn what_is_no_book_is_refused() {
    for json in
        ["", " ", "<html>", "null", "[", "[]", "{}", "{\"m\": 1}", "{\"m\": {\"mode\": \"chat\"}}", "[{\"id\": 1}]"]
    {
        let refused = Book::from_json(json.as_bytes(), UNIX_EPOCH).err();
        assert!(matches!(refused, Some(PriceBookError::Invalid { .. })), "{json}: {refused:?}");
    }
    let negative = br#"{ "m": { "input_cost_per_token": -1, "output_cost_per_token": 1 } }"#;
    let refused = Book::from_json(negative, UNIX_EPOCH).expect_err("no price is negative").to_string();
    assert!(refused.contains("`m`: input_cost_per_token is -1"), "{refused}");
}

/// The date of the bundled prices is that of one version of them.
#[test]
fn the_bundled_book_is_the_one_that_was_dated() {
    let lock = include_str!("../../../../Cargo.lock");
    assert!(
        lock.contains("name = \"genai-prices\"\nversion = \"0.2.1\""),
        "genai-prices was updated: set `BUNDLED` to the newest `start_date` that is past in its data"
    );
}
