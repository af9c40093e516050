//! Decides where `#[llm_metered]` takes the usage from, by the keys `usage` and `cache`.

use super::{Args, Key};
use crate::{
    edit_distance::nearest,
    errors::Errors,
    presets::{Cache, CachedTokens, PRESETS, Preset},
};
use proc_macro2::{Ident, Span};
use syn::Expr;

/// The source of the usage.
pub(crate) enum UsageSource<'a> {
    /// The type implements `LlmResponse`.
    Response,
    /// A function of the value.
    Function(&'a Expr),
    /// The fields of a known client, and the name of the preset as it was written.
    Preset(&'static Preset, Cache, &'a Ident),
    /// `usage = none`: the usage is not reported by this function.
    None,
}

impl Args {
    pub(crate) fn usage(&self) -> UsageSource<'_> {
        let Some(value) = self.value(Key::Usage) else { return UsageSource::Response };
        let Some(name) = self.name(Key::Usage) else { return UsageSource::Function(value) };
        let is_excluded = self.name(Key::Cache).is_some_and(|word| word == "excluded");
        let cache = if is_excluded { Cache::Excluded } else { Cache::Included };
        match Preset::named(&name.to_string()) {
            Some(preset) => UsageSource::Preset(preset, cache, name),
            None if name == "none" => UsageSource::None,
            None => UsageSource::Function(value),
        }
    }
}

/// The bare names that `usage` takes.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PRESETS.iter().map(|preset| preset.name).chain(["none"])
}

/// A bare name is a preset: calling a function of that name instead would hide a misspelling.
pub(super) fn check(args: &Args, errors: &mut Errors) {
    match (args.usage(), args.name(Key::Usage), args.get(Key::Cache)) {
        (UsageSource::Function(_), Some(name), _) => errors.push(name.span(), no_preset(name)),
        (source, _, Some(cache)) => check_cache(&source, cache.span, errors),
        _ => {}
    }
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

/// `cache` is for the presets that leave it open.
fn check_cache(source: &UsageSource<'_>, cache: Span, errors: &mut Errors) {
    let UsageSource::Preset(preset, ..) = source else {
        let varies = PRESETS.iter().filter(|preset| preset.cached == CachedTokens::Varies);
        let varies: Vec<String> = varies.map(|preset| format!("`usage = {}`", preset.name)).collect();
        let message = format!(
            "`cache` goes with {}; in a closure say it by the method: `input_including_cached` or \
             `input_excluding_cached` of `TokenUsage`",
            varies.join(" or ")
        );
        return errors.push(cache, message);
    };
    let reason = match preset.cached {
        CachedTokens::Varies => return,
        CachedTokens::Included => "always includes the cached tokens",
        CachedTokens::Excluded => "is the convention that excludes the cached tokens",
        CachedTokens::Unreported => "reports no cached tokens",
    };
    errors.push(cache, format!("`{}` {reason}: leave `cache` out", preset.name));
}
