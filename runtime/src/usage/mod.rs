//! What a response used: tokens by direction, and the convention they were counted by.

mod count;
mod response;

pub use count::{Count, IntoCount};
pub use response::LlmResponse;

/// Tokens that one LLM call used, in parts that do not overlap.
///
/// `None` is "the provider did not say", `Some(0)` is "it said zero". Providers count differently: with some the cached
/// tokens are inside the input, with others beside it. The constructors are named after the convention, and nothing
/// else in the crate subtracts. What does not add up (more cached tokens than input) is clamped to zero and counted in
/// `invalid_values_total`.
///
/// Each setter takes any integer, or an `Option` of one, so that the fields of any client fit as they are.
///
/// ```
/// use agent_metrics::TokenUsage;
///
/// // OpenAI, Gemini, DeepSeek, xAI: 1,000 prompt tokens, of which 400 came from the cache.
/// let openai = TokenUsage::new().input_including_cached(1_000, 400).output(50);
/// // Anthropic, Bedrock: the same request, told the other way.
/// let anthropic = TokenUsage::new().input_excluding_cached(600, 400, 0).output(50);
///
/// assert_eq!(openai.input_tokens(), Some(600));
/// assert_eq!(openai.cached_input_tokens(), Some(400));
/// assert_eq!(openai.total_tokens(), anthropic.total_tokens());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[must_use]
pub struct TokenUsage {
    input: Option<u64>,
    cached_input: Option<u64>,
    cache_write: Option<u64>,
    output: Option<u64>,
    reasoning: Option<u64>,
    cost_dollars: Option<f64>,
    inconsistent: bool,
}

impl TokenUsage {
    /// Nothing reported yet.
    pub const fn new() -> Self {
        Self {
            input: None,
            cached_input: None,
            cache_write: None,
            output: None,
            reasoning: None,
            cost_dollars: None,
            inconsistent: false,
        }
    }

    /// Input tokens where the provider has no cache, or does not tell of it.
    pub fn input(mut self, tokens: impl IntoCount) -> Self {
        self.input = self.take(tokens);
        self
    }

    /// Input tokens that *include* the ones read from the cache (OpenAI, Gemini, DeepSeek, xAI).
    pub fn input_including_cached(mut self, input: impl IntoCount, cached: impl IntoCount) -> Self {
        let input = self.take(input);
        self.cached_input = self.take(cached);
        self.input = self.outside(input, self.cached_input);
        self
    }

    /// Input tokens that *exclude* what was read from and written to the cache (Anthropic, Bedrock Converse).
    pub fn input_excluding_cached(
        mut self,
        input: impl IntoCount,
        cached: impl IntoCount,
        cache_write: impl IntoCount,
    ) -> Self {
        self.input = self.take(input);
        self.cached_input = self.take(cached);
        self.cache_write = self.take(cache_write);
        self
    }

    /// Tokens written to the cache, where they are *inside* the input given before (newer OpenAI models).
    pub fn cache_write_inside_input(mut self, tokens: impl IntoCount) -> Self {
        self.cache_write = self.take(tokens);
        self.input = self.outside(self.input, self.cache_write);
        self
    }

    /// Output tokens, thinking included (OpenAI, Anthropic, DeepSeek).
    pub fn output(mut self, tokens: impl IntoCount) -> Self {
        self.output = self.take(tokens);
        self
    }

    /// Output tokens that *exclude* the thinking (Gemini's candidates): both are output, and both are billed.
    pub fn output_excluding_reasoning(mut self, output: impl IntoCount, reasoning: impl IntoCount) -> Self {
        let output = self.take(output);
        self.reasoning = self.take(reasoning);
        self.output = match (output, self.reasoning) {
            (None, None) => None,
            (output, reasoning) => Some(output.unwrap_or(0).saturating_add(reasoning.unwrap_or(0))),
        };
        self
    }

    /// Thinking tokens, a subset of the output.
    pub fn reasoning(mut self, tokens: impl IntoCount) -> Self {
        self.reasoning = self.take(tokens);
        self
    }

    /// What the provider says the call cost, in US dollars: it wins over an estimate.
    ///
    /// A negative or not finite number is dropped and counted in `invalid_values_total`.
    pub fn cost_dollars(mut self, dollars: impl Into<Option<f64>>) -> Self {
        self.cost_dollars = dollars.into();
        self
    }

    /// Uncached input tokens.
    pub fn input_tokens(&self) -> Option<u64> {
        self.input
    }

    /// Input tokens read from the provider's cache.
    pub fn cached_input_tokens(&self) -> Option<u64> {
        self.cached_input
    }

    /// Input tokens written to the provider's cache.
    pub fn cache_write_tokens(&self) -> Option<u64> {
        self.cache_write
    }

    /// Output tokens, thinking included.
    pub fn output_tokens(&self) -> Option<u64> {
        self.output
    }

    /// Thinking tokens, a subset of the output.
    pub fn reasoning_tokens(&self) -> Option<u64> {
        self.reasoning
    }

    /// The cost that the provider reported, in US dollars.
    pub fn reported_cost_dollars(&self) -> Option<f64> {
        self.cost_dollars
    }

    /// The sum of all directions; what was not reported counts as zero.
    pub fn total_tokens(&self) -> u64 {
        [self.input, self.cached_input, self.cache_write, self.output]
            .into_iter()
            .flatten()
            .fold(0, u64::saturating_add)
    }

    /// Whether nothing at all was reported.
    pub fn is_empty(&self) -> bool {
        let counts = [self.input, self.cached_input, self.cache_write, self.output, self.reasoning];
        counts.iter().all(Option::is_none) && self.cost_dollars.is_none()
    }

    /// Whether the numbers contradicted each other, so that something was clamped.
    pub fn is_inconsistent(&self) -> bool {
        self.inconsistent
    }

    /// What was told anew replaces what was told before: providers send running totals, not differences.
    #[cfg(feature = "registry")]
    pub(crate) fn updated_by(&self, newer: &Self) -> Self {
        Self {
            input: newer.input.or(self.input),
            cached_input: newer.cached_input.or(self.cached_input),
            cache_write: newer.cache_write.or(self.cache_write),
            output: newer.output.or(self.output),
            reasoning: newer.reasoning.or(self.reasoning),
            cost_dollars: newer.cost_dollars.or(self.cost_dollars),
            inconsistent: newer.inconsistent || self.inconsistent,
        }
    }

    fn take(&mut self, tokens: impl IntoCount) -> Option<u64> {
        match tokens.into_count() {
            Count::Unreported => None,
            Count::Reported(tokens) => Some(tokens),
            Count::Negative => {
                self.inconsistent = true;
                None
            }
        }
    }

    /// `whole` without the `part` that is inside it.
    fn outside(&mut self, whole: Option<u64>, part: Option<u64>) -> Option<u64> {
        let whole = whole?;
        let rest = whole.checked_sub(part.unwrap_or(0));
        self.inconsistent |= rest.is_none();
        Some(rest.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conventions_give_the_same_disjoint_parts() {
        let inside = TokenUsage::new().input_including_cached(1_000_u32, Some(400_u32)).output(50_i32);
        let beside = TokenUsage::new().input_excluding_cached(600_u64, 400_u64, None::<u64>).output(50_usize);
        assert_eq!(inside, beside);
        assert_eq!(inside.total_tokens(), 1_050);
    }

    #[test]
    fn thinking_outside_the_output_is_added_once() {
        let gemini = TokenUsage::new().output_excluding_reasoning(10, 7);
        assert_eq!((gemini.output_tokens(), gemini.reasoning_tokens()), (Some(17), Some(7)));
        assert_eq!(TokenUsage::new().output_excluding_reasoning(None::<u64>, None::<u64>).output_tokens(), None);
    }

    #[test]
    fn unreported_is_not_zero() {
        assert!(TokenUsage::new().input(None::<u64>).is_empty());
        assert!(!TokenUsage::new().input(0).is_empty());
    }

    #[test]
    fn contradictions_are_clamped_and_told() {
        let usage = TokenUsage::new().input_including_cached(100, 300);
        assert_eq!((usage.input_tokens(), usage.cached_input_tokens()), (Some(0), Some(300)));
        assert!(usage.is_inconsistent());
        let usage = TokenUsage::new().output(-5);
        assert_eq!(usage.output_tokens(), None);
        assert!(usage.is_inconsistent());
    }

    #[test]
    fn cache_writes_inside_the_input_are_taken_out() {
        let usage = TokenUsage::new().input_including_cached(1_000, 200).cache_write_inside_input(300);
        assert_eq!((usage.input_tokens(), usage.cache_write_tokens()), (Some(500), Some(300)));
        assert_eq!(usage.total_tokens(), 1_000);
    }
}
