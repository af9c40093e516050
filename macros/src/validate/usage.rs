//! Where `#[llm_metered]` takes the usage from.

use super::{Errors, Keys, similar::nearest};
use crate::tokens::{Ident, TokenTree};

/// The presets that `usage` knows by name, and whether what they call input may or may not include the cached tokens: with
/// some clients it depends on their version, or on the provider behind them.
pub(crate) const PRESETS: &[(&str, bool)] = &[
    ("openai", false),
    ("openai_0_42", false),
    ("openai_responses", false),
    ("openai_responses_0_42", false),
    ("rig", true),
    ("rig_0_44", false),
    ("genai", true),
    ("ollama", false),
    ("ollama_generate", false),
    ("anthropic", false),
];

/// What `usage` takes as a bare name.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PRESETS.iter().map(|(name, _)| *name).chain(["none"])
}

/// A bare name is a preset: a function of that name would be a slip that is hard to see.
pub(super) fn check(keys: &Keys, errors: &mut Errors) {
    let name = keys.get("usage").and_then(|usage| match usage.value.as_slice() {
        [TokenTree::Ident(name)] => Some(name),
        _ => None,
    });
    let written = name.map(ToString::to_string).unwrap_or_default();
    let is_literal = written == "true" || written == "false";
    let is_known = names().any(|known| known == written);
    if let Some(name) = name.filter(|_| !is_literal && !is_known) {
        errors.push(name.span(), no_preset(name));
        return;
    }
    check_cache(keys, &written, errors);
}

/// `cache = …` where the preset leaves it open.
fn check_cache(keys: &Keys, preset: &str, errors: &mut Errors) {
    let Some(cache) = keys.get("cache") else { return };
    let is_open = |(name, open): &(&'static str, bool)| open.then_some(*name);
    let open: Vec<&str> = PRESETS.iter().filter_map(is_open).collect();
    if open.contains(&preset) {
        return;
    }
    let with = open.iter().map(|name| format!("`usage = {name}`")).collect::<Vec<_>>().join(" or ");
    let message = match preset {
        "anthropic" => "`anthropic` is the convention that excludes the cached tokens: leave `cache` out".to_owned(),
        "ollama" | "ollama_generate" => format!("`{preset}` tells of no cache: leave `cache` out"),
        preset if PRESETS.iter().any(|(name, _)| *name == preset) => {
            format!("`{preset}` always includes the cached tokens: leave `cache` out")
        }
        _ => format!(
            "`cache` goes with {with}; in a closure say it by the method: `input_including_cached` or \
             `input_excluding_cached` of `TokenUsage`"
        ),
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

#[cfg(test)]
mod tests {
    use super::super::tests::errors_on;
    use crate::Attribute;

    #[test]
    fn the_cache_is_told_where_the_preset_leaves_it_open() {
        let errors = |written| errors_on(Attribute::LlmMetered, written, "fn f() -> Response { }");
        assert!(errors("usage = rig, cache = excluded").is_empty());
        assert!(errors("usage = genai, cache = included").is_empty());
        for (written, message) in [
            ("usage = openai, cache = excluded", "`openai` always includes the cached tokens: leave `cache` out"),
            (
                "usage = anthropic, cache = excluded",
                "`anthropic` is the convention that excludes the cached tokens: leave `cache` out",
            ),
            ("usage = ollama, cache = included", "`ollama` tells of no cache: leave `cache` out"),
            (
                "usage = |r| r.usage(), cache = included",
                "`cache` goes with `usage = rig` or `usage = genai`; in a closure say it by the method: \
                 `input_including_cached` or `input_excluding_cached` of `TokenUsage`",
            ),
            ("usage = rig, cache = \"excluded\"", "`cache` wants a word without quotes: `cache = excluded`"),
            ("usage = rig, cache = exclude", "`cache` is `included` or `excluded`: did you mean `excluded`?"),
            ("usage = rig, cache = true", "`cache` is `included` or `excluded`"),
            ("usage = rg, cache = included", "there is no preset `rg`: did you mean `rig`?"),
        ] {
            assert_eq!(errors(written), [message], "{written}");
        }
    }
}
