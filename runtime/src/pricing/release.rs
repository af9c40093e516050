//! Strips the release from a model's name: `gpt-4o-2024-08-06` is a release of `gpt-4o`.

use super::providers::without_vendor;

/// The name without its last date or `latest`, if it has one that says which release of the model is meant.
///
/// `claude-opus-4@20250514` → `claude-opus-4`, `gpt-4o-2024-08-06` → `gpt-4o`, `mistral-large-latest` → `mistral-large`.
pub(super) fn without_release(name: &str) -> Option<&str> {
    let suffix = ["-latest", "@latest", "@default"].into_iter().find_map(|suffix| name.strip_suffix(suffix));
    let compact = || name.rsplit_once(['-', '@']).filter(|(_, date)| is_date(date)).map(|(rest, _)| rest);
    let dashed = || {
        let (rest, date) = name.split_at_checked(name.len().checked_sub("-YYYY-MM-DD".len())?)?;
        is_date(&date.strip_prefix('-')?.replace('-', "")).then_some(rest)
    };
    suffix.or_else(compact).or_else(dashed).filter(|rest| !rest.is_empty())
}

/// Whether the model that answered is the requested one. `gpt-4o` requested and `gpt-4o-2024-08-06` answered is one model,
/// under the requested name; `gpt-4o` requested and `claude-sonnet-4-5` answered is a fallback.
pub(crate) fn same_model(requested: &str, answered: &str) -> bool {
    requested == answered || bare(requested) == bare(answered)
}

/// The name without provider, release and route, with one separator: `anthropic/claude-sonnet-4.5-20250929` and
/// `us.anthropic.claude-sonnet-4-5-20250929-v1:0` → `claude-sonnet-4-5`. A tag that says which model it is stays: `qwen3:4b`.
fn bare(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = name.rsplit('/').next().unwrap_or(&name);
    // `ft:gpt-4o-2024-08-06:organisation::id` is one model, and another than everything else that is tuned from `gpt-4o`.
    if name.starts_with("ft:") {
        return name.to_owned();
    }
    let name = name.split('@').next().unwrap_or(name);
    let name = without_vendor(name).map_or(name, without_first_version);
    let name = name.rsplit_once(':').filter(|(_, tag)| ROUTES.contains(tag)).map_or(name, |(name, _)| name);
    let name = name.replace('.', "-");
    let releases = std::iter::successors(Some(&*name), |name| without_release(name));
    releases.last().unwrap_or(&name).to_owned()
}

/// Tags that choose no other model: Ollama's newest, and those by which OpenRouter chooses who serves the model.
const ROUTES: [&str; 7] = ["latest", "free", "nitro", "floor", "exacto", "online", "extended"];

/// The name without the version that Bedrock gives to what has one only: `-v1:0`, `-v1`, or `:0`.
fn without_first_version(name: &str) -> &str {
    let name = name.strip_suffix(":0").unwrap_or(name);
    name.strip_suffix("-v1").unwrap_or(name)
}

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `20250514`.
fn is_date(text: &str) -> bool {
    text.len() == 8 && is_number(text) && text.starts_with("20") && is_month_day(&text[4..])
}

/// `0613`.
pub(super) fn is_month_day(text: &str) -> bool {
    text.len() == 4 && is_number(text) && ("01".."13").contains(&&text[..2]) && ("01".."32").contains(&&text[2..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_of_a_model_are_the_model() {
        for (requested, answered) in [
            ("gpt-4o", "gpt-4o-2024-08-06"),
            ("openai/gpt-4o", "gpt-4o-2024-11-20"),
            ("anthropic/claude-sonnet-4.5", "claude-sonnet-4-5-20250929"),
            ("claude-3-5-haiku-latest", "claude-3-5-haiku-20241022"),
            ("claude-opus-4@20250514", "claude-opus-4-20250514"),
            ("anthropic/claude-opus-4@default", "claude-opus-4"),
            ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929"),
            ("bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
            ("global.anthropic.claude-opus-4-6-v1", "claude-opus-4-6"),
            ("arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-1-70b-instruct-v1:0", "llama3-1-70b-instruct"),
            ("amazon.nova-pro-v1:0", "Nova-Pro"),
            ("qwen3", "qwen3:latest"),
            ("deepseek/deepseek-r1:free", "deepseek/deepseek-r1"),
            ("openai/gpt-4o:online", "gpt-4o-2024-08-06"),
            ("openai/ft:gpt-4o-mini:a::x", "ft:gpt-4o-mini:a::x"),
        ] {
            assert!(same_model(requested, answered), "{requested} {answered}");
        }
    }

    #[test]
    fn another_model_is_another_model() {
        for (requested, answered) in [
            ("gpt-4o", "gpt-4o-mini"),
            ("o3", "o3-pro-2025-06-10"),
            ("claude-opus-4", "claude-opus-4-5-20251101"),
            ("gpt-4o", "claude-sonnet-4-5"),
            ("ft:gpt-4o-mini:a::x", "ft:gpt-4o:b::y"),
            ("ft:gpt-4o-mini:a::x", "ft:gpt-4o-mini:a::y"),
            ("ft:gpt-4o-mini:a::x", "gpt-4o-mini"),
            ("qwen3:4b", "qwen3:32b"),
            ("phi3:mini", "phi3:medium"),
            ("qwen3", "qwen3:4b"),
            ("llama3.1:8b", "llama3.1:70b"),
            ("deepseek-v1", "deepseek-v2"),
            ("deepseek-v1", "deepseek"),
            ("anthropic.claude-v2:1", "anthropic.claude-v2:0"),
            ("amazon.titan-embed-text-v1", "amazon.titan-embed-text-v2:0"),
            ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-opus-4-5-20251101"),
            ("gpt-3.5-turbo", "turbo"),
        ] {
            assert!(!same_model(requested, answered), "{requested} {answered}");
        }
    }
}
