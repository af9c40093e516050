//! Compares model names: which suffixes are versions of the same model, and which names mean the same model.

use super::{
    providers::REGIONS,
    release::{is_month_day, is_number, without_release},
};

/// The name without its last version suffix, if it has one that this provider uses.
///
/// `claude-opus-4@20250514` and `gpt-4o-2024-08-06` → without the date, `…-v1:0` (AWS), `…-001` (Google), `…-latest`.
/// A suffix of four digits is a date only where it names a snapshot at the same price: `qwen3-235b-2507` elsewhere is
/// another model.
pub(super) fn without_version<'a>(provider: &str, name: &'a str) -> Option<&'a str> {
    let cut = |suffix: &str| name.strip_suffix(suffix).filter(|rest| !rest.is_empty());
    let last = || name.rsplit_once('-').filter(|(rest, _)| !rest.is_empty());
    if let Some(rest) = without_release(name) {
        return Some(rest);
    }
    match provider {
        "openai" | "azure" | "github-copilot" | "deepseek" => {
            let (rest, date) = last()?;
            is_month_day(date).then_some(rest)
        }
        "aws" => bedrock_version(name).map(|(rest, _)| rest),
        "google" => {
            if let Some(rest) = cut("-preview").or_else(|| cut("-exp")) {
                return Some(rest);
            }
            let (rest, number) = last()?;
            if number.len() == 3 && number.starts_with("00") && is_number(number) {
                return Some(rest);
            }
            // `-05-20` and `-09-2025`.
            let (before, month) = rest.rsplit_once('-')?;
            let day_or_year = number.len() == 2 || (number.len() == 4 && number.starts_with("20"));
            let dated = month.len() == 2 && is_number(month) && is_number(number) && day_or_year;
            (dated && month <= "12" && !before.is_empty()).then_some(before)
        }
        _ => None,
    }
}

/// The name, and then the name with one version suffix less each time.
pub(super) fn versions_of<'a>(provider: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    std::iter::successors(Some(name), move |name| without_version(provider, name))
}

/// The same name with the other separator in its version numbers: `claude-opus-4.5` for `claude-opus-4-5`, or back.
pub(super) fn with_other_separators(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    let number = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let after = |index: usize, distance: usize| number(index.saturating_add(distance));
    let between = |index: usize| index.checked_sub(1).is_some_and(number) && after(index, 1);
    let swap = |from: u8, to: char| {
        let swapped: String = name
            .char_indices()
            .map(|(index, character)| {
                // A part of a version is short; what is longer is a date.
                let short = !(after(index, 2) && after(index, 3));
                if bytes[index] == from && between(index) && short { to } else { character }
            })
            .collect();
        (swapped != name).then_some(swapped)
    };
    swap(b'-', '.').or_else(|| swap(b'.', '-'))
}

/// Whether the name has the words and numbers of the catalog's id, in whatever order (`claude-4-opus`), apart from versions
/// and Bedrock's region.
pub(super) fn has_same_words(provider: &str, name: &str, id: &str) -> bool {
    words(provider, name) == words(provider, id)
}

/// Whether the name has no other of Bedrock's versions than the id: `…-v2:0` is no `…-v1:0`.
pub(super) fn may_be_same_version(provider: &str, name: &str, id: &str) -> bool {
    match (bedrock_version(name), bedrock_version(id)) {
        (Some((_, name)), Some((_, id))) if provider == "aws" => name.starts_with(id) || id.starts_with(name),
        _ => true,
    }
}

/// `…-v1:0` or `…-v1`, in two.
fn bedrock_version(name: &str) -> Option<(&str, &str)> {
    let (rest, version) = name.rsplit_once("-v").filter(|(rest, _)| !rest.is_empty())?;
    let version_like = match version.as_bytes() {
        [major] => major.is_ascii_digit(),
        [major, b':', minor] => major.is_ascii_digit() && minor.is_ascii_digit(),
        _ => false,
    };
    version_like.then_some((rest, version))
}

fn words(provider: &str, name: &str) -> Vec<String> {
    let name = name.to_lowercase();
    let bare = versions_of(provider, &name).last().unwrap_or(&name);
    let bare = match bare.split_once('.') {
        Some((region, rest)) if provider == "aws" && REGIONS.contains(&region) => rest,
        _ => bare,
    };
    let mut words: Vec<String> =
        bare.split(['-', '.', '_', ':', '@', '/']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_cut_where_they_are_versions() {
        for (provider, name, rest) in [
            ("anthropic", "claude-sonnet-4-20250514", Some("claude-sonnet-4")),
            ("anthropic", "claude-opus-4@20250514", Some("claude-opus-4")),
            ("anthropic", "claude-sonnet-4-99999999", None),
            ("anthropic", "claude-sonnet-4-5", None),
            ("anthropic", "claude-3-5-sonnet-latest", Some("claude-3-5-sonnet")),
            ("openai", "gpt-4o-2024-08-06", Some("gpt-4o")),
            ("openai", "gpt-4o-2024-18-06", None),
            ("openai", "gpt-4-0613", Some("gpt-4")),
            ("openrouter", "qwen3-235b-0725", None),
            ("aws", "anthropic.claude-opus-4-5-v1:0", Some("anthropic.claude-opus-4-5")),
            ("aws", "amazon.nova-pro-v1", Some("amazon.nova-pro")),
            ("aws", "amazon.nova-pro-v1:", None),
            ("aws", "amazon.nova-pro-v12", None),
            ("deepseek", "deepseek-chat-v9", None),
            ("google", "gemini-2.0-flash-001", Some("gemini-2.0-flash")),
            ("google", "gemini-2.5-pro-preview-05-06", Some("gemini-2.5-pro-preview")),
            ("google", "gemini-2.5-flash-preview-09-2025", Some("gemini-2.5-flash-preview")),
            ("google", "gemini-2.5-pro-max", None),
            ("openai", "-latest", None),
            ("openai", "ä-2024-08-06", Some("ä")),
            ("openai", "日本語日本語日本語", None),
            ("openai", "", None),
        ] {
            assert_eq!(without_version(provider, name), rest, "{name}");
        }
    }

    #[test]
    fn versions_are_spelled_with_dots_or_dashes() {
        for (name, other) in [
            ("claude-sonnet-4.5", Some("claude-sonnet-4-5")),
            ("gemini-2-5-pro", Some("gemini-2.5-pro")),
            ("gpt-4o", None),
            ("gpt-4-0613", None),
            ("gpt-4-32k", Some("gpt-4.32k")),
        ] {
            assert_eq!(with_other_separators(name).as_deref(), other, "{name}");
        }
    }

    #[test]
    fn the_same_words_are_the_same_name() {
        assert!(has_same_words("anthropic", "claude-4.5-opus-20251101", "claude-opus-4-5"));
        assert!(has_same_words("aws", "us.anthropic.claude-opus-4-5-v1:0", "regional.anthropic.claude-opus-4-5-v1:0"));
        assert!(!has_same_words("aws", "anthropic.claude-opus-4-5", "global.anthropic.claude-opus-4-5"));
        assert!(!has_same_words("anthropic", "claude-opus-4-5-turbo", "claude-opus-4-5"));
        assert!(!has_same_words("anthropic", "claude-sonnet-4-55", "claude-sonnet-4-5"));
    }

    #[test]
    fn another_version_is_another_model_at_bedrock() {
        assert!(may_be_same_version("aws", "amazon.nova-pro", "amazon.nova-pro-v1:0"));
        assert!(may_be_same_version("aws", "amazon.nova-pro-v1", "amazon.nova-pro-v1:0"));
        assert!(!may_be_same_version("aws", "amazon.nova-pro-v2:0", "amazon.nova-pro-v1:0"));
    }
}
