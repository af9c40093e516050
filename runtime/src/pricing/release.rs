//! Strips the release from a model's name: `gpt-4o-2024-08-06` is a release of `gpt-4o`.

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

/// The name without provider and release, with one separator: `anthropic/claude-sonnet-4.5-20250929` → `claude-sonnet-4-5`.
fn bare(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.split(['@', ':']).next().unwrap_or(name).to_ascii_lowercase().replace('.', "-");
    let releases = std::iter::successors(Some(&*name), |name| without_release(name));
    releases.last().unwrap_or(&name).to_owned()
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
        ] {
            assert!(!same_model(requested, answered), "{requested} {answered}");
        }
    }
}
