//! Defines the token usage of one call: what was reported is kept as reported, and made disjoint when it is read.

mod counts;
mod disjoint;
pub(crate) mod media;
mod merge;
#[cfg(test)]
mod order_tests;
#[cfg(feature = "registry")]
mod totals;

use super::{Count, IntoCount, ServiceTier, count::MAX_PLAUSIBLE_TOKENS};
use counts::Counts;
#[cfg(feature = "registry")]
pub(crate) use disjoint::DisjointUsage;
use std::fmt;

/// What one LLM call used, in parts that do not overlap: uncached input, cached input, cache writes, output.
///
/// `None` means that the provider reported nothing, `Some(0)` that it reported zero. Providers count differently: some include
/// cached tokens in the input, others report them beside it; most include thinking in the output, Gemini reports it beside
/// the output. The setters are named after the convention, and nothing else in the crate subtracts. Numbers that
/// contradict each other (more cached tokens than input, more thinking than output) are clamped, and a number that no call
/// can have (below zero, above a million million) is dropped; the call then counts in `invalid_values_total`.
///
/// Thinking, audio, images and one-hour cache writes are *parts of* a direction, reported beside it because they may have a
/// price of their own. Where only parts of a direction are reported, it is recorded and billed as their sum.
///
/// Each setter takes any integer, or an `Option` of one, so that the fields of any client fit as they are.
///
/// The order of the setters does not matter: each number is kept as reported, and the parts are made disjoint when they are
/// read. A setter that is given `None` reports nothing, so it removes nothing either. If two setters report the same thing
/// with different numbers, that is a contradiction, of which the larger number is kept;
/// [`updated_by`](Self::updated_by) replaces what was reported before.
///
/// ```
/// use agent_metrics::TokenUsage;
///
/// // OpenAI, Gemini, DeepSeek, xAI: 1,000 prompt tokens, of which 400 came from the cache.
/// let openai = TokenUsage::new().input_including_cached(1_000, 400).output(50);
/// // Anthropic, Bedrock: the same request, reported the other way.
/// let anthropic = TokenUsage::new().output(50).input_excluding_cached(600, 400, 0);
///
/// assert_eq!(openai.input_tokens(), Some(600));
/// assert_eq!(openai.cached_input_tokens(), Some(400));
/// assert_eq!(openai.total_tokens(), anthropic.total_tokens());
/// ```
#[derive(Clone, Copy, Default)]
#[must_use]
pub struct TokenUsage {
    /// By [`Part`], as reported; zero where not reported.
    counts: Counts<{ Part::ALL.len() }>,
    /// A bit for each [`Part`] that was reported, and above them the conventions and whether there is a cost.
    reported: u32,
    served: ServiceTier,
    /// A number was dropped, or reported twice with different values.
    inconsistent: bool,
    /// Zero where not reported.
    cost_dollars: f64,
}

/// A count in a [`TokenUsage`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// Uncached, or all of it where no cache is reported.
    Input,
    /// Uncached and cached input in one number.
    InputIncludingCached,
    CachedInput,
    CacheWrite,
    /// Thinking included.
    Output,
    OutputExcludingReasoning,
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
    const ALL: [Self; 14] = [
        Self::Input,
        Self::InputIncludingCached,
        Self::CachedInput,
        Self::CacheWrite,
        Self::Output,
        Self::OutputExcludingReasoning,
        Self::Reasoning,
        Self::CacheWriteOneHour,
        Self::InputAudio,
        Self::CachedAudio,
        Self::OutputAudio,
        Self::InputImage,
        Self::OutputImage,
        Self::WebSearches,
    ];

    const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// A bit for each of several parts.
    const fn bits(parts: &[Self]) -> u32 {
        let (mut bits, mut index) = (0, 0);
        while index < parts.len() {
            bits |= parts[index].bit();
            index = index.saturating_add(1);
        }
        bits
    }
}

/// Defines the setters of counts that are reported one by one, and the getters of those that are read as reported.
macro_rules! counts {
    ($($(#[$set_doc:meta])* $set:ident: $part:ident $(, $(#[$get_doc:meta])* $get:ident)?;)*) => {$(
        $(#[$set_doc])*
        #[inline]
        pub fn $set(mut self, count: impl IntoCount) -> Self {
            self.report(Part::$part, count);
            self
        }

        $(
            $(#[$get_doc])*
            #[inline]
            pub fn $get(&self) -> Option<u64> {
                self.get(Part::$part)
            }
        )?
    )*};
}

impl TokenUsage {
    /// The cache writes are inside the input, whichever way that was reported.
    const CACHE_WRITE_IS_INSIDE: u32 = 1 << Part::ALL.len();

    /// The thinking is not inside the output.
    const REASONING_IS_BESIDE: u32 = 2 << Part::ALL.len();

    const COST: u32 = 4 << Part::ALL.len();

    const PARTS: u32 = Part::bits(&Part::ALL);

    const MEDIA: u32 =
        Part::bits(&[Part::InputAudio, Part::CachedAudio, Part::OutputAudio, Part::InputImage, Part::OutputImage]);

    /// Nothing reported yet.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    counts! {
        /// Input tokens of a provider that has no cache, or does not report it.
        input: Input;

        /// Output tokens, thinking included (OpenAI, Anthropic, DeepSeek).
        output: Output;

        /// Thinking tokens, a part of the output.
        reasoning: Reasoning;

        /// Cache writes that last an hour, a part of the cache writes; the others last five minutes.
        cache_write_one_hour: CacheWriteOneHour;

        /// Audio tokens, a part of the uncached input.
        input_audio: InputAudio,
        /// Audio tokens, a part of the uncached input.
        input_audio_tokens;

        /// Audio tokens, a part of the cached input.
        cached_audio: CachedAudio,
        /// Audio tokens, a part of the cached input.
        cached_audio_tokens;

        /// Audio tokens, a part of the output.
        output_audio: OutputAudio,
        /// Audio tokens, a part of the output.
        output_audio_tokens;

        /// Image tokens, a part of the uncached input.
        input_image: InputImage,
        /// Image tokens, a part of the uncached input.
        input_image_tokens;

        /// Image tokens, a part of the output.
        output_image: OutputImage,
        /// Image tokens, a part of the output.
        output_image_tokens;

        /// Web searches that the provider made and bills, each for a fee.
        web_searches: WebSearches,
        /// Web searches that the provider made and bills.
        web_search_count;
    }

    /// Input tokens that *include* the ones read from the cache (OpenAI, Gemini, DeepSeek, xAI).
    #[inline]
    pub fn input_including_cached(mut self, input: impl IntoCount, cached: impl IntoCount) -> Self {
        self.report(Part::InputIncludingCached, input);
        self.report(Part::CachedInput, cached);
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
        self.report(Part::Input, input);
        self.report(Part::CachedInput, cached);
        self.report(Part::CacheWrite, cache_write);
        self
    }

    /// Tokens written to the cache, where they are *inside* the input (newer OpenAI models).
    #[inline]
    pub fn cache_write_inside_input(mut self, tokens: impl IntoCount) -> Self {
        if self.report(Part::CacheWrite, tokens) {
            self.reported |= Self::CACHE_WRITE_IS_INSIDE;
        }
        self
    }

    /// Output tokens that *exclude* the thinking (Gemini's candidates): both are output, and both are billed.
    #[inline]
    pub fn output_excluding_reasoning(mut self, output: impl IntoCount, reasoning: impl IntoCount) -> Self {
        let answer = self.report(Part::OutputExcludingReasoning, output);
        let reasoning = self.report(Part::Reasoning, reasoning);
        if answer || reasoning {
            self.reported |= Self::REASONING_IS_BESIDE;
        }
        self
    }

    /// The cost of the call that the provider (or the client) reports, in US dollars: it is used instead of an estimate.
    ///
    /// A negative or not finite number is dropped and counted in `invalid_values_total`.
    pub fn cost_dollars(mut self, dollars: impl Into<Option<f64>>) -> Self {
        if let Some(dollars) = dollars.into() {
            let known = self.reported_cost_dollars().unwrap_or(dollars);
            self.inconsistent |= known.to_bits() != dollars.to_bits();
            self.cost_dollars = if known.total_cmp(&dollars).is_lt() { dollars } else { known };
            self.reported |= Self::COST;
        }
        self
    }

    /// The terms on which the call was served. Default: the standard ones.
    pub fn served(mut self, tier: ServiceTier) -> Self {
        self.served = match (self.served, tier) {
            (ServiceTier::Standard, tier) | (tier, ServiceTier::Standard) => tier,
            (known, tier) if known == tier => tier,
            _ => ServiceTier::Unknown,
        };
        self
    }

    /// The cost that the provider reported, in US dollars.
    #[inline]
    pub fn reported_cost_dollars(&self) -> Option<f64> {
        (self.reported & Self::COST != 0).then_some(self.cost_dollars)
    }

    /// The terms on which the call was served.
    #[inline]
    pub fn served_tier(&self) -> ServiceTier {
        self.served
    }

    /// Whether nothing at all was reported.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.reported & (Self::PARTS | Self::COST) == 0
    }

    /// Whether nothing but zeros was reported, as a type has them by default: the usage is not known.
    pub(crate) fn tells_nothing(&self) -> bool {
        let is_zero = |part: &Part| self.counts.get(*part as usize) == 0;
        self.reported_cost_dollars().is_none_or(|dollars| dollars == 0.0) && Part::ALL.iter().all(is_zero)
    }

    /// The parts that do not overlap and, as reported, the parts of these, by the names of their setters.
    fn parts(&self) -> [(&'static str, Option<u64>); 12] {
        [
            ("input", self.input_tokens()),
            ("cached_input", self.cached_input_tokens()),
            ("cache_write", self.cache_write_tokens()),
            ("output", self.output_tokens()),
            ("reasoning", self.get(Part::Reasoning)),
            ("cache_write_one_hour", self.get(Part::CacheWriteOneHour)),
            ("input_audio", self.input_audio_tokens()),
            ("cached_audio", self.cached_audio_tokens()),
            ("output_audio", self.output_audio_tokens()),
            ("input_image", self.input_image_tokens()),
            ("output_image", self.output_image_tokens()),
            ("web_searches", self.web_search_count()),
        ]
    }

    /// What was reported of a part.
    #[inline]
    fn get(&self, part: Part) -> Option<u64> {
        (self.reported & part.bit() != 0).then(|| self.counts.get(part as usize))
    }

    /// Replaces what was reported of a part.
    fn set(&mut self, part: Part, count: Option<u64>) {
        self.counts.set(part as usize, count.unwrap_or(0));
        self.reported = self.reported & !part.bit() | u32::from(count.is_some()) << part as u32;
    }

    /// Adds a report of a part, and returns whether it was one. A number that no call can have is dropped.
    #[inline]
    fn report(&mut self, part: Part, tokens: impl IntoCount) -> bool {
        match tokens.into_count() {
            Count::Unreported => false,
            Count::Reported(tokens) if tokens <= MAX_PLAUSIBLE_TOKENS => {
                let known = self.get(part).unwrap_or(tokens);
                self.inconsistent |= known != tokens;
                self.counts.set(part as usize, known.max(tokens));
                self.reported |= part.bit();
                true
            }
            Count::Reported(_) | Count::Negative => {
                self.inconsistent = true;
                false
            }
        }
    }
}

/// Equal if all parts are, by whichever convention they were reported.
impl PartialEq for TokenUsage {
    fn eq(&self, other: &Self) -> bool {
        let rest = |usage: &Self| (usage.reported_cost_dollars(), usage.served, usage.is_inconsistent());
        self.parts() == other.parts() && rest(self) == rest(other)
    }
}

impl fmt::Debug for TokenUsage {
    /// Shows the parts that were reported.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut reported = f.debug_struct("TokenUsage");
        for (part, count) in self.parts() {
            if let Some(count) = count {
                reported.field(part, &count);
            }
        }
        if let Some(dollars) = self.reported_cost_dollars() {
            reported.field("cost_dollars", &dollars);
        }
        if self.served != ServiceTier::Standard {
            reported.field("served", &self.served);
        }
        if self.is_inconsistent() {
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
    fn a_copy_is_small_with_room_for_more() {
        // Each further part takes five bytes.
        assert_eq!(size_of::<TokenUsage>(), 88);
        assert_eq!(size_of::<Option<TokenUsage>>(), 88);
        assert_eq!(size_of::<Counts<15>>() - size_of::<Counts<13>>(), 8);
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
    fn what_is_not_reported_is_not_shown() {
        let usage = TokenUsage::new().input(3).web_searches(0).cost_dollars(0.5);
        assert_eq!(format!("{usage:?}"), "TokenUsage { input: 3, web_searches: 0, cost_dollars: 0.5, .. }");
    }

    #[test]
    fn contradictions_are_clamped_and_counted() {
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
    fn what_no_call_can_have_is_dropped_and_counted() {
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
