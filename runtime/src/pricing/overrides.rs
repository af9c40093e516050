//! Finds the user's own price of a model, by exact name or by pattern.

use super::user_price::Price;
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct Overrides {
    exact: BTreeMap<String, Price>,
    /// The most specific pattern comes first.
    patterns: Vec<(String, Price)>,
}

impl Overrides {
    pub(super) fn new(prices: BTreeMap<String, Price>) -> Self {
        let (mut patterns, exact): (Vec<_>, Vec<_>) = prices.into_iter().partition(|(name, _)| name.contains('*'));
        // The order of the map stays among equals.
        patterns.sort_by_key(|(pattern, _)| {
            std::cmp::Reverse(pattern.chars().filter(|character| *character != '*').count())
        });
        Self { exact: exact.into_iter().collect(), patterns }
    }

    /// The price of `provider/model`, else of `model`: by name before any pattern.
    pub(super) fn get(&self, provider: Option<&str>, model: &str) -> Option<Price> {
        let qualified = provider.map(|provider| format!("{provider}/{model}"));
        let names = || qualified.as_deref().into_iter().chain([model]);
        let exact = names().find_map(|name| self.exact.get(name));
        let pattern = || self.patterns.iter().find(|(pattern, _)| names().any(|name| matches(pattern, name)));
        exact.or_else(|| pattern().map(|(_, price)| price)).copied()
    }
}

/// Whether the name is the pattern with any text for each `*`.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| name.strip_prefix(start)) else { return false };
    let Some(end) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, name, wanted) in [
            ("my-*", "my-model", true),
            ("my-*", "my-", true),
            ("my-*", "not-my-model", false),
            ("*-mini", "gpt-4o-mini", true),
            ("*-mini", "gpt-4o-mini-2", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("ab*ba", "aba", false),
            ("**", "", true),
            ("*", "模型", true),
            ("plain", "plain", true),
            ("plain", "plain2", false),
        ] {
            assert_eq!(matches(pattern, name), wanted, "{pattern} {name}");
        }
    }

    #[test]
    fn the_most_specific_holds() {
        let price = |input: f64| Price::new(input, 0.0);
        let prices = [("my-*", 1.0), ("my-large-*", 2.0), ("my-large-9", 3.0), ("us/my-*", 4.0), ("*", 5.0)];
        let overrides = Overrides::new(prices.map(|(name, input)| (name.to_owned(), price(input))).into());
        for (provider, model, input) in [
            (None, "my-small", 1.0),
            (None, "my-large-8", 2.0),
            (None, "my-large-9", 3.0),
            (Some("us"), "my-large-9", 3.0),
            (Some("us"), "my-small", 4.0),
            (Some("eu"), "my-small", 1.0),
            (None, "other", 5.0),
        ] {
            assert_eq!(overrides.get(provider, model), Some(price(input)), "{provider:?} {model}");
        }
    }
}
