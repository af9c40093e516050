//! Defines the token usage of one call, in parts that do not overlap.

pub(crate) mod media;
mod merge;
#[cfg(feature = "registry")]
mod totals;

use super::{Count, IntoCount, ServedTier, count::MAX_PLAUSIBLE_TOKENS};
use std::fmt;

/// What one LLM call used, in parts that do not overlap: uncached input, cached input, cache writes, output.
///
/// `None` means that the provider reported nothing, `Some(0)` that it reported zero. Providers count differently: some include
/// cached tokens in the input, others report them beside it; most include thinking in the output, Gemini reports it beside
/// the output. The constructors are named after the convention, and nothing else in the crate subtracts. Numbers that
/// contradict each other (more cached tokens than input, more thinking than output) are clamped, and a number that no call
/// can have (below zero, above a million million) is dropped; the call then counts in `invalid_values_total`.
///
/// Thinking, audio, images and one-hour cache writes are *parts of* a direction, reported beside it because they may have a
/// price of their own. Where only parts of a direction are reported, it is recorded and billed as their sum.
///
/// Each setter takes any integer, or an `Option` of one, so that the fields of any client fit as they are.
///
/// ```
/// use agent_metrics::TokenUsage;
///
/// // OpenAI, Gemini, DeepSeek, xAI: 1,000 prompt tokens, of which 400 came from the cache.
/// let openai = TokenUsage::new().input_including_cached(1_000, 400).output(50);
/// // Anthropic, Bedrock: the same request, reported the other way.
/// let anthropic = TokenUsage::new().input_excluding_cached(600, 400, 0).output(50);
///
/// assert_eq!(openai.input_tokens(), Some(600));
/// assert_eq!(openai.cached_input_tokens(), Some(400));
/// assert_eq!(openai.total_tokens(), anthropic.total_tokens());
/// ```
#[derive(Clone, Copy, Default)]
#[must_use]
pub struct TokenUsage {
    /// By [`Part`]; zero where not reported.
    counts: [u64; Part::ALL.len()],
    /// A bit for each [`Part`] that was reported, and two for the convention of a total.
    reported: u16,
    cost_dollars: Option<f64>,
    served: ServedTier,
    inconsistent: bool,
}

/// A count in a [`TokenUsage`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    Input,
    CachedInput,
    CacheWrite,
    Output,
    Reasoning,
    CacheWriteOneHour,
    InputAudio,
    CachedAudio,
    OutputAudio,
    InputImage,
    OutputImage,
    WebSearches,
}

impl Part {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Input, "input"),
        (Self::CachedInput, "cached_input"),
        (Self::CacheWrite, "cache_write"),
        (Self::Output, "output"),
        (Self::Reasoning, "reasoning"),
        (Self::CacheWriteOneHour, "cache_write_one_hour"),
        (Self::InputAudio, "input_audio"),
        (Self::CachedAudio, "cached_audio"),
        (Self::OutputAudio, "output_audio"),
        (Self::InputImage, "input_image"),
        (Self::OutputImage, "output_image"),
        (Self::WebSearches, "web_searches"),
    ];

    const fn bit(self) -> u16 {
        1 << self as usize
    }
}

/// Defines the setters and getters of counts that are stored as they are.
macro_rules! counts {
    ($($(#[$set_doc:meta])* $set:ident, $(#[$get_doc:meta])* $get:ident: $part:ident;)*) => {$(
        $(#[$set_doc])*
        #[inline]
        pub fn $set(mut self, count: impl IntoCount) -> Self {
            let count = self.take(count);
            self.set(Part::$part, count);
            self
        }

        $(#[$get_doc])*
        #[inline]
        pub fn $get(&self) -> Option<u64> {
            self.get(Part::$part)
        }
    )*};
}

impl TokenUsage {
    /// The input was reported as a total that includes what was read from the cache and written to it.
    const CACHE_IS_INSIDE: u16 = 1 << Part::ALL.len();

    /// The output was reported without the thinking.
    const REASONING_IS_BESIDE: u16 = 2 << Part::ALL.len();

    const PARTS: u16 = Self::CACHE_IS_INSIDE - 1;

    /// Audio and images.
    const MEDIA: u16 = Part::InputAudio.bit()
        | Part::CachedAudio.bit()
        | Part::OutputAudio.bit()
        | Part::InputImage.bit()
        | Part::OutputImage.bit();

    /// Nothing reported yet.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    counts! {
        /// Input tokens of a provider that has no cache, or does not report it.
        input,
        /// Uncached input tokens.
        input_tokens: Input;

        /// Output tokens, thinking included (OpenAI, Anthropic, DeepSeek).
        output,
        /// Output tokens, thinking included.
        output_tokens: Output;

        /// Audio tokens, a part of the uncached input.
        input_audio,
        /// Audio tokens, a part of the uncached input.
        input_audio_tokens: InputAudio;

        /// Audio tokens, a part of the cached input.
        cached_audio,
        /// Audio tokens, a part of the cached input.
        cached_audio_tokens: CachedAudio;

        /// Audio tokens, a part of the output.
        output_audio,
        /// Audio tokens, a part of the output.
        output_audio_tokens: OutputAudio;

        /// Image tokens, a part of the uncached input.
        input_image,
        /// Image tokens, a part of the uncached input.
        input_image_tokens: InputImage;

        /// Image tokens, a part of the output.
        output_image,
        /// Image tokens, a part of the output.
        output_image_tokens: OutputImage;

        /// Web searches that the provider made and bills, each for a fee.
        web_searches,
        /// Web searches that the provider made and bills.
        web_search_count: WebSearches;
    }

    /// Thinking tokens, a part of the output.
    #[inline]
    pub fn reasoning(mut self, tokens: impl IntoCount) -> Self {
        let tokens = self.take(tokens);
        self.set(Part::Reasoning, tokens);
        self
    }

    /// Thinking tokens, a part of the output: never more than that.
    #[inline]
    pub fn reasoning_tokens(&self) -> Option<u64> {
        self.part(Part::Reasoning, Part::Output)
    }

    /// Cache writes that last an hour, a part of the cache writes; the others last five minutes.
    #[inline]
    pub fn cache_write_one_hour(mut self, tokens: impl IntoCount) -> Self {
        let tokens = self.take(tokens);
        self.set(Part::CacheWriteOneHour, tokens);
        self
    }

    /// Cache writes that last an hour, a part of the cache writes: never more than those.
    #[inline]
    pub fn cache_write_one_hour_tokens(&self) -> Option<u64> {
        self.part(Part::CacheWriteOneHour, Part::CacheWrite)
    }

    /// Input tokens that *include* the ones read from the cache (OpenAI, Gemini, DeepSeek, xAI).
    #[inline]
    pub fn input_including_cached(mut self, input: impl IntoCount, cached: impl IntoCount) -> Self {
        let (input, cached) = (self.take(input), self.take(cached));
        let outside = self.outside(input, cached);
        self.set(Part::CachedInput, cached);
        self.set(Part::Input, outside);
        self.reported |= Self::CACHE_IS_INSIDE;
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
        let counts = [self.take(input), self.take(cached), self.take(cache_write)];
        for (part, count) in [Part::Input, Part::CachedInput, Part::CacheWrite].into_iter().zip(counts) {
            self.set(part, count);
        }
        self
    }

    /// Tokens written to the cache, where they are *inside* the input given before (newer OpenAI models).
    #[inline]
    pub fn cache_write_inside_input(mut self, tokens: impl IntoCount) -> Self {
        let written = self.take(tokens);
        let outside = self.outside(self.get(Part::Input), written);
        self.set(Part::CacheWrite, written);
        self.set(Part::Input, outside);
        self
    }

    /// Output tokens that *exclude* the thinking (Gemini's candidates): both are output, and both are billed.
    #[inline]
    pub fn output_excluding_reasoning(mut self, output: impl IntoCount, reasoning: impl IntoCount) -> Self {
        let (output, reasoning) = (self.take(output), self.take(reasoning));
        let all = [output, reasoning].into_iter().flatten().reduce(u64::saturating_add);
        self.set(Part::Reasoning, reasoning);
        self.set(Part::Output, all);
        self.reported |= Self::REASONING_IS_BESIDE;
        self
    }

    /// The cost of the call that the provider (or the client) reports, in US dollars: it is used instead of an estimate.
    ///
    /// A negative or not finite number is dropped and counted in `invalid_values_total`.
    pub fn cost_dollars(mut self, dollars: impl Into<Option<f64>>) -> Self {
        self.cost_dollars = dollars.into();
        self
    }

    /// The terms on which the call was served. Default: the standard ones.
    pub fn served(mut self, tier: ServedTier) -> Self {
        self.served = tier;
        self
    }

    /// Input tokens read from the provider's cache.
    #[inline]
    pub fn cached_input_tokens(&self) -> Option<u64> {
        self.get(Part::CachedInput)
    }

    /// Input tokens written to the provider's cache.
    #[inline]
    pub fn cache_write_tokens(&self) -> Option<u64> {
        self.get(Part::CacheWrite)
    }

    /// The cost that the provider reported, in US dollars.
    #[inline]
    pub fn reported_cost_dollars(&self) -> Option<f64> {
        self.cost_dollars
    }

    /// The terms on which the call was served.
    #[inline]
    pub fn served_tier(&self) -> ServedTier {
        self.served
    }

    /// The sum of all directions; what was not reported counts as zero.
    #[inline]
    pub fn total_tokens(&self) -> u64 {
        let directions = [Part::Input, Part::CachedInput, Part::CacheWrite, Part::Output];
        directions.into_iter().map(|part| self.counts[part as usize]).fold(0, u64::saturating_add)
    }

    /// Whether nothing at all was reported.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.reported & Self::PARTS == 0 && self.cost_dollars.is_none()
    }

    /// Whether the numbers contradicted each other, so that something was clamped, or one was no count and was dropped.
    #[inline]
    pub fn is_inconsistent(&self) -> bool {
        self.inconsistent
            || self.exceeds(Part::Reasoning, Part::Output)
            || self.exceeds(Part::CacheWriteOneHour, Part::CacheWrite)
            || self.reported & Self::MEDIA != 0 && self.has_media_outside()
    }

    /// Input, cached input, cache writes and output of a call that used nothing else, on the ordinary terms.
    #[cfg(feature = "registry")]
    #[inline]
    pub(crate) fn ordinary_counts(&self) -> Option<[u64; 4]> {
        let [input, cached_input, cache_write, output, _reasoning, beside @ ..] = self.counts;
        let is_ordinary = beside.iter().fold(0, |any, count| any | count) == 0 && self.served == ServedTier::Standard;
        is_ordinary.then_some([input, cached_input, cache_write, output])
    }

    #[inline]
    fn get(&self, part: Part) -> Option<u64> {
        (self.reported & part.bit() != 0).then_some(self.counts[part as usize])
    }

    /// A part of a whole: no more than the whole, where that was reported.
    #[inline]
    fn part(&self, part: Part, whole: Part) -> Option<u64> {
        let count = if self.exceeds(part, whole) { self.counts[whole as usize] } else { self.counts[part as usize] };
        self.get(part).map(|_| count)
    }

    #[inline]
    fn exceeds(&self, part: Part, whole: Part) -> bool {
        self.counts[part as usize] > self.counts[whole as usize] && self.reported & whole.bit() != 0
    }

    /// Whether audio or images exceed their direction. They are billed as parts of it, so the excess is not billed.
    #[cold]
    fn has_media_outside(&self) -> bool {
        let exceed = |parts: &[Part], whole: Part| {
            let sum = parts.iter().map(|part| self.counts[*part as usize]).fold(0, u64::saturating_add);
            self.get(whole).is_some_and(|whole| sum > whole)
        };
        exceed(&[Part::InputAudio, Part::InputImage], Part::Input)
            || exceed(&[Part::CachedAudio], Part::CachedInput)
            || exceed(&[Part::OutputAudio, Part::OutputImage], Part::Output)
    }

    #[inline]
    fn set(&mut self, part: Part, count: Option<u64>) {
        self.counts[part as usize] = count.unwrap_or(0);
        self.reported = self.reported & !part.bit() | u16::from(count.is_some()) << part as usize;
    }

    #[inline]
    fn take(&mut self, tokens: impl IntoCount) -> Option<u64> {
        match tokens.into_count() {
            Count::Unreported => None,
            Count::Reported(tokens) if tokens <= MAX_PLAUSIBLE_TOKENS => Some(tokens),
            Count::Reported(_) | Count::Negative => {
                self.inconsistent = true;
                None
            }
        }
    }

    /// `whole` without the `part` that is inside it.
    #[inline]
    fn outside(&mut self, whole: Option<u64>, part: Option<u64>) -> Option<u64> {
        let rest = whole?.checked_sub(part.unwrap_or(0));
        self.inconsistent |= rest.is_none();
        Some(rest.unwrap_or(0))
    }
}

/// Equal if all parts are, by whichever convention they were reported.
impl PartialEq for TokenUsage {
    fn eq(&self, other: &Self) -> bool {
        let parts = |usage: &Self| (usage.counts, usage.reported & Self::PARTS, usage.served, usage.inconsistent);
        parts(self) == parts(other) && self.cost_dollars == other.cost_dollars
    }
}

impl fmt::Debug for TokenUsage {
    /// Shows the parts that were reported.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut reported = f.debug_struct("TokenUsage");
        for (part, name) in Part::ALL {
            if let Some(count) = self.get(part) {
                reported.field(name, &count);
            }
        }
        if let Some(dollars) = self.cost_dollars {
            reported.field("cost_dollars", &dollars);
        }
        if self.served != ServedTier::Standard {
            reported.field("served", &self.served);
        }
        if self.inconsistent {
            reported.field("inconsistent", &true);
        }
        reported.finish_non_exhaustive()
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
        assert!(!TokenUsage::new().cache_write_one_hour(1).is_empty());
        assert!(!TokenUsage::new().input_audio(1).is_empty() && !TokenUsage::new().output_image(0).is_empty());
    }

    #[test]
    fn what_is_not_told_is_not_shown() {
        let usage = TokenUsage::new().input(3).web_searches(0).cost_dollars(0.5);
        assert_eq!(format!("{usage:?}"), "TokenUsage { input: 3, web_searches: 0, cost_dollars: 0.5, .. }");
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
    fn a_part_is_no_more_than_its_whole() {
        let usage = TokenUsage::new().reasoning(50).output(10);
        assert_eq!((usage.reasoning_tokens(), usage.is_inconsistent()), (Some(10), true));
        let usage = TokenUsage::new().input_excluding_cached(1, 0, 20).cache_write_one_hour(30);
        assert_eq!((usage.cache_write_one_hour_tokens(), usage.is_inconsistent()), (Some(20), true));
        // Of a whole that was not reported nothing is known.
        let usage = TokenUsage::new().reasoning(50).cache_write_one_hour(30);
        assert_eq!((usage.reasoning_tokens(), usage.cache_write_one_hour_tokens()), (Some(50), Some(30)));
        assert!(!usage.is_inconsistent());
    }

    #[test]
    fn media_are_no_more_than_their_direction() {
        let whole = TokenUsage::new().input_including_cached(30, 10).output(20);
        assert!(
            !whole.input_audio(15).input_image(5).cached_audio(10).output_audio(12).output_image(8).is_inconsistent()
        );
        assert!(whole.input_audio(15).input_image(6).is_inconsistent());
        assert!(whole.cached_audio(11).is_inconsistent());
        assert!(whole.output_audio(12).output_image(9).is_inconsistent());
        assert!(
            !TokenUsage::new().output_image(1).is_inconsistent(),
            "of an output that was not reported nothing is known"
        );
    }

    #[test]
    fn what_no_call_can_have_is_dropped_and_told() {
        let most = TokenUsage::new().output(1_000_000_000_000_u64);
        assert_eq!((most.output_tokens(), most.is_inconsistent()), (Some(1_000_000_000_000), false));
        for nonsense in [1_000_000_000_001, u64::MAX] {
            let usage = TokenUsage::new().output(nonsense).input_including_cached(nonsense, 5);
            assert_eq!((usage.output_tokens(), usage.input_tokens()), (None, None));
            assert!(usage.is_inconsistent(), "{nonsense}");
        }
    }

    #[test]
    fn cache_writes_inside_the_input_are_taken_out() {
        let usage = TokenUsage::new().input_including_cached(1_000, 200).cache_write_inside_input(300);
        assert_eq!((usage.input_tokens(), usage.cache_write_tokens()), (Some(500), Some(300)));
        assert_eq!(usage.total_tokens(), 1_000);
    }
}
