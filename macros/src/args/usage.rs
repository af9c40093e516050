//! Where `#[llm_metered]` takes the usage from.

use super::{Args, Key, nearest};
use crate::errors::Errors;
use proc_macro2::Ident;
use syn::Expr;

/// The response types of a client whose fields are known by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preset {
    OpenAi,
    OpenAi042,
    OpenAiResponses,
    OpenAiResponses042,
    Rig,
    Rig044,
    Genai,
    Ollama,
    OllamaGenerate,
    Anthropic,
}

/// The presets by the names that `usage` takes.
pub(crate) const PRESETS: &[(&str, Preset)] = &[
    ("openai", Preset::OpenAi),
    ("openai_0_42", Preset::OpenAi042),
    ("openai_responses", Preset::OpenAiResponses),
    ("openai_responses_0_42", Preset::OpenAiResponses042),
    ("rig", Preset::Rig),
    ("rig_0_44", Preset::Rig044),
    ("genai", Preset::Genai),
    ("ollama", Preset::Ollama),
    ("ollama_generate", Preset::OllamaGenerate),
    ("anthropic", Preset::Anthropic),
];

impl Preset {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        PRESETS.iter().find(|(known, _)| *known == name).map(|(_, preset)| *preset)
    }

    /// Whether its input may or may not include the cached tokens: with some clients that depends on their version, or on
    /// the provider behind them.
    pub(crate) fn takes_cache(self) -> bool {
        matches!(self, Self::Rig | Self::Genai)
    }
}

/// Whether the input tokens include those that were read from and written to a cache: the key `cache`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cache {
    Included,
    Excluded,
}

/// Where the usage comes from.
pub(crate) enum UsageSource<'a> {
    /// The type implements `LlmResponse`.
    Response,
    /// A function of the value.
    Function(&'a Expr),
    /// The fields of a known client, and the name that says so.
    Preset(Preset, Cache, &'a Ident),
    /// `usage = none`: the usage is not reported by this function.
    None,
}

impl Args {
    pub(crate) fn usage(&self) -> UsageSource<'_> {
        let (value, name) = (self.value(Key::Usage), self.name(Key::Usage));
        match (value, name, name.and_then(|name| Preset::from_name(&name.to_string()))) {
            (None, ..) => UsageSource::Response,
            (_, Some(name), Some(preset)) => UsageSource::Preset(preset, self.cache(), name),
            (_, Some(name), None) if name == "none" => UsageSource::None,
            (Some(value), ..) => UsageSource::Function(value),
        }
    }

    fn cache(&self) -> Cache {
        match self.name(Key::Cache) {
            Some(word) if word == "excluded" => Cache::Excluded,
            _ => Cache::Included,
        }
    }
}

/// The bare names that `usage` takes.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PRESETS.iter().map(|(name, _)| *name).chain(["none"])
}

/// A bare name is a preset: calling a function of that name instead would hide a misspelling.
pub(super) fn check(args: &Args, errors: &mut Errors) {
    let name = args.name(Key::Usage).filter(|name| names().all(|known| *name != known));
    if let Some(name) = name {
        errors.push(name.span(), no_preset(name));
    } else {
        check_cache(args, errors);
    }
}

/// `cache` is for the presets that leave it open.
fn check_cache(args: &Args, errors: &mut Errors) {
    let Some(cache) = args.get(Key::Cache) else { return };
    let message = match args.usage() {
        UsageSource::Preset(preset, ..) if preset.takes_cache() => return,
        UsageSource::Preset(Preset::Anthropic, ..) => {
            "`anthropic` is the convention that excludes the cached tokens: leave `cache` out".to_owned()
        }
        UsageSource::Preset(Preset::Ollama | Preset::OllamaGenerate, _, name) => {
            format!("`{name}` reports no cached tokens: leave `cache` out")
        }
        UsageSource::Preset(_, _, name) => format!("`{name}` always includes the cached tokens: leave `cache` out"),
        _ => {
            let open = PRESETS.iter().filter(|(_, preset)| preset.takes_cache());
            let open = open.map(|(name, _)| format!("`usage = {name}`")).collect::<Vec<_>>().join(" or ");
            format!(
                "`cache` goes with {open}; in a closure say it by the method: `input_including_cached` or \
                 `input_excluding_cached` of `TokenUsage`"
            )
        }
    };
    errors.push(cache.span, message);
}

fn no_preset(name: &Ident) -> String {
    if let Some(meant) = nearest(&name.to_string(), names()) {
        return format!("there is no preset `{name}`: did you mean `{meant}`?");
    }
    let known: Vec<String> = names().map(|known| format!("`{known}`")).collect();
    format!(
        "there is no preset `{name}`, only {}; for a function of yours write `usage = |response| {name}(response)`",
        known.join(", ")
    )
}
