//! The tokens of one call.

use super::{Count, IntoCount, ServedTier};

/// What one LLM call used, in parts that do not overlap: uncached input, cached input, cache writes, output.
///
/// `None` is "the provider did not say", `Some(0)` is "it said zero". Providers count differently: with some the cached
/// tokens are inside the input, with others beside it; with most the thinking is inside the output, with Gemini beside it.
/// The constructors are named after the convention, and nothing else in the crate subtracts. What does not add up (more
/// cached tokens than input) is clamped to zero and counted in `invalid_values_total`.
///
/// Thinking, audio, images and one-hour cache writes are *parts of* a direction, told beside it because they may have a
/// price of their own.
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
    input: Told,
    cached_input: Told,
    cache_write: Told,
    cache_write_one_hour: Told,
    output: Told,
    reasoning: Told,
    input_audio: Told,
    cached_audio: Told,
    output_audio: Told,
    input_image: Told,
    output_image: Told,
    web_searches: Told,
    cost_dollars: Option<f64>,
    served: ServedTier,
    inconsistent: bool,
}

/// A count, or that none was told: half the size of an `Option`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told(u64);

impl Told {
    const NOT: Self = Self(u64::MAX);

    #[inline]
    fn get(self) -> Option<u64> {
        (self != Self::NOT).then_some(self.0)
    }

    #[inline]
    fn or(self, other: Self) -> Self {
        if self == Self::NOT { other } else { self }
    }
}

impl Default for Told {
    #[inline]
    fn default() -> Self {
        Self::NOT
    }
}

impl From<Option<u64>> for Told {
    #[inline]
    fn from(count: Option<u64>) -> Self {
        count.map_or(Self::NOT, |count| Self(count.min(u64::MAX - 1)))
    }
}

/// Setters and getters of counts that need no thought.
macro_rules! counts {
    ($($(#[$set_doc:meta])* $set:ident, $(#[$get_doc:meta])* $get:ident: $field:ident;)*) => {$(
        $(#[$set_doc])*
        #[inline]
        pub fn $set(mut self, count: impl IntoCount) -> Self {
            self.$field = self.take(count);
            self
        }

        $(#[$get_doc])*
        #[inline]
        pub fn $get(&self) -> Option<u64> {
            self.$field.get()
        }
    )*};
}

impl TokenUsage {
    /// Nothing reported yet.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    counts! {
        /// Input tokens where the provider has no cache, or does not tell of it.
        input,
        /// Uncached input tokens.
        input_tokens: input;

        /// Output tokens, thinking included (OpenAI, Anthropic, DeepSeek).
        output,
        /// Output tokens, thinking included.
        output_tokens: output;

        /// Thinking tokens, a part of the output.
        reasoning,
        /// Thinking tokens, a part of the output.
        reasoning_tokens: reasoning;

        /// Cache writes that last an hour, a part of the cache writes; the others last five minutes.
        cache_write_one_hour,
        /// Cache writes that last an hour, a part of the cache writes.
        cache_write_one_hour_tokens: cache_write_one_hour;

        /// Audio tokens, a part of the uncached input.
        input_audio,
        /// Audio tokens, a part of the uncached input.
        input_audio_tokens: input_audio;

        /// Audio tokens, a part of the cached input.
        cached_audio,
        /// Audio tokens, a part of the cached input.
        cached_audio_tokens: cached_audio;

        /// Audio tokens, a part of the output.
        output_audio,
        /// Audio tokens, a part of the output.
        output_audio_tokens: output_audio;

        /// Image tokens, a part of the uncached input.
        input_image,
        /// Image tokens, a part of the uncached input.
        input_image_tokens: input_image;

        /// Image tokens, a part of the output.
        output_image,
        /// Image tokens, a part of the output.
        output_image_tokens: output_image;

        /// Web searches that the provider made and bills, each for a fee.
        web_searches,
        /// Web searches that the provider made and bills.
        web_search_count: web_searches;
    }

    /// Input tokens that *include* the ones read from the cache (OpenAI, Gemini, DeepSeek, xAI).
    #[inline]
    pub fn input_including_cached(mut self, input: impl IntoCount, cached: impl IntoCount) -> Self {
        let input = self.take(input);
        self.cached_input = self.take(cached);
        self.input = self.outside(input, self.cached_input);
        self
    }

    /// Input tokens that *exclude* what was read from and written to the cache (Anthropic, Bedrock Converse).
    #[inline]
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
    #[inline]
    pub fn cache_write_inside_input(mut self, tokens: impl IntoCount) -> Self {
        self.cache_write = self.take(tokens);
        self.input = self.outside(self.input, self.cache_write);
        self
    }

    /// Output tokens that *exclude* the thinking (Gemini's candidates): both are output, and both are billed.
    #[inline]
    pub fn output_excluding_reasoning(mut self, output: impl IntoCount, reasoning: impl IntoCount) -> Self {
        let output = self.take(output);
        self.reasoning = self.take(reasoning);
        self.output = match (output.get(), self.reasoning.get()) {
            (None, None) => Told::NOT,
            (output, reasoning) => Some(output.unwrap_or(0).saturating_add(reasoning.unwrap_or(0))).into(),
        };
        self
    }

    /// What the provider (or the client) says the call cost, in US dollars: it wins over an estimate.
    ///
    /// A negative or not finite number is dropped and counted in `invalid_values_total`.
    pub fn cost_dollars(mut self, dollars: impl Into<Option<f64>>) -> Self {
        self.cost_dollars = dollars.into();
        self
    }

    /// On which terms the call was served. Default: the ordinary ones.
    pub fn served(mut self, tier: ServedTier) -> Self {
        self.served = tier;
        self
    }

    /// Input tokens read from the provider's cache.
    #[inline]
    pub fn cached_input_tokens(&self) -> Option<u64> {
        self.cached_input.get()
    }

    /// Input tokens written to the provider's cache.
    #[inline]
    pub fn cache_write_tokens(&self) -> Option<u64> {
        self.cache_write.get()
    }

    /// The cost that the provider reported, in US dollars.
    #[inline]
    pub fn reported_cost_dollars(&self) -> Option<f64> {
        self.cost_dollars
    }

    /// On which terms the call was served.
    #[inline]
    pub fn served_tier(&self) -> ServedTier {
        self.served
    }

    /// The sum of all directions; what was not reported counts as zero.
    #[inline]
    pub fn total_tokens(&self) -> u64 {
        let directions = [self.input, self.cached_input, self.cache_write, self.output];
        directions.into_iter().filter_map(Told::get).fold(0, u64::saturating_add)
    }

    /// Whether nothing at all was reported.
    #[inline]
    pub fn is_empty(&self) -> bool {
        let counts = [self.input, self.cached_input, self.cache_write, self.output, self.reasoning, self.web_searches];
        counts.iter().all(|count| *count == Told::NOT) && self.cost_dollars.is_none()
    }

    /// Whether the numbers contradicted each other, so that something was clamped.
    #[inline]
    pub fn is_inconsistent(&self) -> bool {
        self.inconsistent
    }

    /// What was told anew replaces what was told before: in a stream, providers send running totals, not differences.
    ///
    /// ```
    /// use agent_metrics::TokenUsage;
    ///
    /// let start = TokenUsage::new().input_excluding_cached(10, 20, 30).output(1);
    /// let end = start.updated_by(&TokenUsage::new().output(500));
    /// assert_eq!(end.total_tokens(), 560);
    /// ```
    pub fn updated_by(&self, newer: &Self) -> Self {
        Self {
            input: newer.input.or(self.input),
            cached_input: newer.cached_input.or(self.cached_input),
            cache_write: newer.cache_write.or(self.cache_write),
            cache_write_one_hour: newer.cache_write_one_hour.or(self.cache_write_one_hour),
            output: newer.output.or(self.output),
            reasoning: newer.reasoning.or(self.reasoning),
            input_audio: newer.input_audio.or(self.input_audio),
            cached_audio: newer.cached_audio.or(self.cached_audio),
            output_audio: newer.output_audio.or(self.output_audio),
            input_image: newer.input_image.or(self.input_image),
            output_image: newer.output_image.or(self.output_image),
            web_searches: newer.web_searches.or(self.web_searches),
            cost_dollars: newer.cost_dollars.or(self.cost_dollars),
            served: if newer.served == ServedTier::Standard { self.served } else { newer.served },
            inconsistent: newer.inconsistent || self.inconsistent,
        }
    }

    #[inline]
    fn take(&mut self, tokens: impl IntoCount) -> Told {
        match tokens.into_count() {
            Count::Unreported => Told::NOT,
            Count::Reported(tokens) => Some(tokens).into(),
            Count::Negative => {
                self.inconsistent = true;
                Told::NOT
            }
        }
    }

    /// `whole` without the `part` that is inside it.
    #[inline]
    fn outside(&mut self, whole: Told, part: Told) -> Told {
        let Some(whole) = whole.get() else { return Told::NOT };
        let rest = whole.checked_sub(part.get().unwrap_or(0));
        self.inconsistent |= rest.is_none();
        Some(rest.unwrap_or(0)).into()
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
        assert!(!TokenUsage::new().web_searches(1).is_empty());
    }

    #[test]
    fn contradictions_are_clamped_and_told() {
        let usage = TokenUsage::new().input_including_cached(100, 300);
        assert_eq!((usage.input_tokens(), usage.cached_input_tokens()), (Some(0), Some(300)));
        assert!(usage.is_inconsistent());
        let usage = TokenUsage::new().output(-5);
        assert_eq!(usage.output_tokens(), None);
        assert!(usage.is_inconsistent());
        assert_eq!(TokenUsage::new().output(u64::MAX).output_tokens(), Some(u64::MAX - 1));
    }

    #[test]
    fn cache_writes_inside_the_input_are_taken_out() {
        let usage = TokenUsage::new().input_including_cached(1_000, 200).cache_write_inside_input(300);
        assert_eq!((usage.input_tokens(), usage.cache_write_tokens()), (Some(500), Some(300)));
        assert_eq!(usage.total_tokens(), 1_000);
    }

    #[test]
    fn a_running_total_replaces_the_one_before() {
        let start = TokenUsage::new().input_excluding_cached(10, 20, 30).output(1);
        let delta = TokenUsage::new().output(500);
        assert_eq!(start.updated_by(&delta), TokenUsage::new().input_excluding_cached(10, 20, 30).output(500));
    }
}
