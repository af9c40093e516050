//! The price list of this server, with the prices that `OpenAI` publishes.

use super::Tokens;

/// US dollars per million tokens of input, cached input and output.
const PRICES: &[(&str, [f64; 3])] = &[("gpt-4o-mini", [0.15, 0.075, 0.6]), ("gpt-4o", [2.5, 1.25, 10.0])];

/// Returns the cost of the tokens in US dollars. Models that are not on the list are free.
pub(super) fn bill(model: &str, tokens: Tokens) -> f64 {
    let price = PRICES.iter().find(|(name, _)| *name == model);
    let Some((_, [input, cached_input, output])) = price else { return 0.0 };
    let cost = |tokens: u64, price: f64| f64::from(u32::try_from(tokens).unwrap_or(u32::MAX)) * price / 1e6;
    cost(tokens.input, *input) + cost(tokens.cached_input, *cached_input) + cost(tokens.output, *output)
}
