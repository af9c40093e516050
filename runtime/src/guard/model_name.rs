//! Tells whether the model that was asked for and the model that answered are the same one.

/// `gpt-4o` asked and `gpt-4o-2024-08-06` answered is one model, under the name that was asked for; `gpt-4o` asked and
/// `claude-sonnet-4-5` answered is a fallback.
pub(crate) fn same_model(asked: &str, answered: &str) -> bool {
    asked == answered || bare(asked) == bare(answered)
}

/// The name without provider and version, in one spelling: `anthropic/claude-sonnet-4.5-20250929` → `claude-sonnet-4-5`.
fn bare(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.split(['@', ':']).next().unwrap_or(name);
    let mut words: Vec<String> = name.split(['-', '.']).map(str::to_ascii_lowercase).collect();
    while words.len() > 1 && words.last().is_some_and(|word| is_version(word)) {
        words.pop();
    }
    // `2024-08-06` is three words.
    if let [.., year, month, day] = words.as_slice()
        && is_year(year)
        && [month, day].iter().all(|word| word.len() == 2 && is_number(word))
    {
        words.truncate(words.len() - 3);
    }
    words.join("-")
}

/// `20250929`, `latest`: a word that names a release, not the model.
fn is_version(word: &str) -> bool {
    word == "latest" || (word.len() == 8 && is_number(word) && is_year(&word[..4]))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && is_number(word) && word.starts_with("20")
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_of_a_model_are_the_model() {
        for (asked, answered) in [
            ("gpt-4o", "gpt-4o-2024-08-06"),
            ("openai/gpt-4o", "gpt-4o-2024-11-20"),
            ("anthropic/claude-sonnet-4.5", "claude-sonnet-4-5-20250929"),
            ("claude-3-5-haiku-latest", "claude-3-5-haiku-20241022"),
        ] {
            assert!(same_model(asked, answered), "{asked} {answered}");
        }
    }

    #[test]
    fn another_model_is_another_model() {
        for (asked, answered) in [
            ("gpt-4o", "gpt-4o-mini"),
            ("o3", "o3-pro-2025-06-10"),
            ("claude-opus-4", "claude-opus-4-5-20251101"),
            ("gpt-4o", "claude-sonnet-4-5"),
        ] {
            assert!(!same_model(asked, answered), "{asked} {answered}");
        }
    }
}
