//! One vector, as it is written down.

use agent_metrics::{ServiceTier, TokenUsage};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vector {
    /// What it is about.
    pub(crate) name: String,
    /// Where the shape or the mistake is described.
    pub(crate) source: String,
    /// What is to be seen in it.
    #[serde(default, rename = "note")]
    _note: String,
    /// The provider of the request.
    pub(crate) provider: String,
    /// The model of the request.
    pub(crate) model: String,
    /// The model that is billed, where it is another one.
    pub(crate) answered: Option<String>,
    /// The answer, or the events of its stream.
    pub(crate) body: Option<Value>,
    pub(crate) events: Option<Vec<Value>>,
    /// The stream is dropped before its last event.
    #[serde(default)]
    pub(crate) cancelled: bool,
    /// By direction.
    pub(crate) tokens: BTreeMap<String, u64>,
    /// Parts of the directions; zero where it is left out.
    #[serde(default)]
    parts: BTreeMap<String, u64>,
    /// Dollars for a million tokens (a thousand searches). A part that is not here has the rate of its direction.
    #[serde(default)]
    rates: BTreeMap<String, f64>,
    pub(crate) dollars: Option<f64>,
    /// The dollars are what the answer itself says.
    #[serde(default)]
    pub(crate) reported: bool,
    pub(crate) tier: Option<String>,
    /// As what it counts among the errors.
    pub(crate) error: Option<String>,
}

/// Parts that may have a rate of their own, and the direction that each is a part of.
const PARTS: [(&str, &str); 6] = [
    ("input_audio", "input"),
    ("input_image", "input"),
    ("cached_audio", "cached_input"),
    ("cache_write_one_hour", "cache_write"),
    ("output_audio", "output"),
    ("output_image", "output"),
];

impl Vector {
    pub(crate) fn tokens(&self, direction: &str) -> u64 {
        self.tokens.get(direction).copied().unwrap_or(0)
    }

    pub(crate) fn part(&self, part: &str) -> u64 {
        self.parts.get(part).copied().unwrap_or(0)
    }

    pub(crate) fn tokens_times_rates(&self) -> f64 {
        let apart = |direction: &str| {
            let parts = PARTS.iter().filter(|(part, of)| *of == direction && self.rates.contains_key(*part));
            parts.map(|(part, _)| self.part(part)).sum::<u64>()
        };
        let costs = self.rates.iter().map(|(name, rate)| match name.as_str() {
            "web_searches" => self.part(name) as f64 * rate / 1e3,
            part if PARTS.iter().any(|(name, _)| *name == part) => self.part(part) as f64 * rate / 1e6,
            direction => (self.tokens(direction) - apart(direction)) as f64 * rate / 1e6,
        });
        costs.sum()
    }
}

/// What the usage says of the parts that are no metrics.
pub(crate) fn parts(usage: TokenUsage) -> [(&'static str, Option<u64>); 7] {
    [
        ("input_audio", usage.input_audio_tokens()),
        ("input_image", usage.input_image_tokens()),
        ("cached_audio", usage.cached_audio_tokens()),
        ("cache_write_one_hour", usage.cache_write_one_hour_tokens()),
        ("output_audio", usage.output_audio_tokens()),
        ("output_image", usage.output_image_tokens()),
        ("web_searches", usage.web_search_count()),
    ]
}

pub(crate) fn tier(usage: TokenUsage) -> &'static str {
    match usage.served_tier() {
        ServiceTier::Standard => "standard",
        ServiceTier::Flex => "flex",
        ServiceTier::Priority => "priority",
        ServiceTier::Batch => "batch",
        _ => "unknown",
    }
}

/// Every file of vectors with its name.
pub(crate) fn all() -> Vec<(&'static str, Vec<Vector>)> {
    macro_rules! files {
        ($($name:literal)*) => {
            [$(($name, include_str!(concat!("vectors/", $name, ".json")))),*]
        };
    }
    let files = files!(
        "openai_chat" "openai_responses" "anthropic" "gemini" "bedrock_converse" "ollama" "openrouter" "deepseek" "xai"
        "mistral"
    );
    let parse = |(name, text)| (name, serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}")));
    files.into_iter().map(parse).collect()
}
