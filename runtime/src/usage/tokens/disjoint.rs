//! Makes the counts of a usage disjoint where they are read: subtracts what one of them includes of another.

use super::{Part, TokenUsage};
#[cfg(feature = "registry")]
use crate::ServiceTier;

/// Input, cached input, cache writes and output.
type Directions = [Option<u64>; 4];

impl TokenUsage {
    /// Uncached input tokens.
    #[inline]
    pub fn input_tokens(&self) -> Option<u64> {
        self.uncached_input().0
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

    /// Output tokens, thinking included.
    #[inline]
    pub fn output_tokens(&self) -> Option<u64> {
        self.whole_output().0
    }

    /// Thinking tokens, a part of the output: never more than that.
    #[inline]
    pub fn reasoning_tokens(&self) -> Option<u64> {
        within(self.get(Part::Reasoning), self.output_tokens())
    }

    /// Cache writes that last an hour, a part of the cache writes: never more than those.
    #[inline]
    pub fn cache_write_one_hour_tokens(&self) -> Option<u64> {
        within(self.get(Part::CacheWriteOneHour), self.cache_write_tokens())
    }

    /// The sum of all directions; what was not reported counts as zero.
    #[inline]
    pub fn total_tokens(&self) -> u64 {
        self.directions().0.into_iter().flatten().fold(0, u64::saturating_add)
    }

    /// Whether the numbers contradicted each other, so that something was clamped, or one was no count and was dropped.
    #[inline]
    pub fn is_inconsistent(&self) -> bool {
        let (directions, contradict) = self.directions();
        contradict || self.exceeds(directions)
    }

    /// The directions, and whether the reports of them contradict each other.
    #[inline]
    fn directions(&self) -> (Directions, bool) {
        let ((input, inputs_contradict), (output, outputs_contradict)) = (self.uncached_input(), self.whole_output());
        let directions = [input, self.get(Part::CachedInput), self.get(Part::CacheWrite), output];
        (directions, self.inconsistent | inputs_contradict | outputs_contradict)
    }

    /// The uncached input: `1_000` tokens that include `400` cached ones and `100` written ones are `500`.
    #[inline]
    fn uncached_input(&self) -> (Option<u64>, bool) {
        let is_inside = self.reported & Self::CACHE_WRITE_IS_INSIDE != 0;
        let written = if is_inside { self.counts.get(Part::CacheWrite as usize) } else { 0 };
        let cached = self.counts.get(Part::CachedInput as usize);
        let (excluding, is_too_small) = outside(self.get(Part::Input), written);
        let (including, including_is_too_small) =
            outside(self.get(Part::InputIncludingCached), written.saturating_add(cached));
        let differ = excluding.is_some_and(|input| including.is_some_and(|other| input != other));
        (excluding.max(including), is_too_small | including_is_too_small | differ)
    }

    /// The output with the thinking: `10` tokens beside `7` of thinking are `17`.
    #[inline]
    fn whole_output(&self) -> (Option<u64>, bool) {
        let including = self.get(Part::Output);
        if self.reported & Self::REASONING_IS_BESIDE == 0 {
            return (including, false);
        }
        let [answer, reasoning] =
            [Part::OutputExcludingReasoning, Part::Reasoning].map(|part| self.counts.get(part as usize));
        let sum = answer.saturating_add(reasoning);
        let is_whole = self.reported & Part::OutputExcludingReasoning.bit() != 0;
        let contradict = including.is_some_and(|output| output < sum || is_whole && output > sum);
        (including.max(Some(sum)), contradict)
    }

    /// Whether a part is more than the direction that it is a part of. Of an unreported direction nothing is known.
    #[inline]
    fn exceeds(&self, [input, cached_input, cache_write, output]: Directions) -> bool {
        let exceed = |parts: &[Part], whole: Option<u64>| {
            let sum = parts.iter().map(|part| self.counts.get(*part as usize)).fold(0, u64::saturating_add);
            whole.is_some_and(|whole| sum > whole)
        };
        exceed(&[Part::Reasoning], output)
            || exceed(&[Part::CacheWriteOneHour], cache_write)
            // They are billed as parts of their direction, so the excess is not billed.
            || self.reported & Self::MEDIA != 0
                && (exceed(&[Part::InputAudio, Part::InputImage], input)
                    || exceed(&[Part::CachedAudio], cached_input)
                    || exceed(&[Part::OutputAudio, Part::OutputImage], output))
    }
}

/// What is left of `whole` without a part that is inside it, and whether the part is larger.
#[inline]
fn outside(whole: Option<u64>, part: u64) -> (Option<u64>, bool) {
    (whole.map(|whole| whole.saturating_sub(part)), whole.is_some_and(|whole| whole < part))
}

/// A part: no more than the whole, where that is known.
#[inline]
fn within(part: Option<u64>, whole: Option<u64>) -> Option<u64> {
    part.map(|part| whole.map_or(part, |whole| part.min(whole)))
}

/// The usage of a call as it is recorded and billed: disjoint, and each direction of which only parts were reported is their
/// sum. It is made once a call, because several families and the price read it.
#[cfg(feature = "registry")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct DisjointUsage<'a> {
    pub(crate) reported: &'a TokenUsage,
    /// Input, cached input, cache writes and output, zero where nothing was reported.
    pub(crate) counts: [u64; 4],
    /// The bit of each of [`DIRECTIONS`] that was reported.
    known: u32,
    pub(crate) is_inconsistent: bool,
}

/// The parts that stand for the directions.
#[cfg(feature = "registry")]
const DIRECTIONS: [Part; 4] = [Part::Input, Part::CachedInput, Part::CacheWrite, Part::Output];

#[cfg(feature = "registry")]
impl TokenUsage {
    #[inline]
    pub(crate) fn disjoint(&self) -> DisjointUsage<'_> {
        const RARE: u32 =
            TokenUsage::PARTS_OF_DIRECTIONS | TokenUsage::CACHE_WRITE_IS_INSIDE | TokenUsage::REASONING_IS_BESIDE;
        if self.reported & RARE != 0 || self.reported & Self::INPUTS == Self::INPUTS {
            return self.resolved();
        }
        // The input is reported in one way, and nothing but the cached part is inside another number.
        let [input, cached, written, output] = DIRECTIONS.map(|part| self.counts.get(part as usize));
        let (input, reported, is_too_small) = if self.reported & Part::InputIncludingCached.bit() == 0 {
            (input, self.reported, false)
        } else {
            let input = self.counts.get(Part::InputIncludingCached as usize);
            (input.saturating_sub(cached), self.reported | Part::Input.bit(), input < cached)
        };
        let is_inconsistent = self.inconsistent | is_too_small;
        DisjointUsage { reported: self, counts: [input, cached, written, output], known: reported, is_inconsistent }
    }

    /// The same of a usage by any convention.
    #[inline(never)]
    fn resolved(&self) -> DisjointUsage<'_> {
        let (directions, contradict) = self.directions();
        let is_inconsistent = contradict || self.exceeds(directions);
        let directions = self.completed(directions);
        let known = DIRECTIONS.iter().zip(directions).filter(|(_, count)| count.is_some());
        DisjointUsage {
            reported: self,
            counts: directions.map(Option::unwrap_or_default),
            known: known.fold(0, |known, (part, _)| known | part.bit()),
            is_inconsistent,
        }
    }
}

#[cfg(feature = "registry")]
impl DisjointUsage<'_> {
    /// Input, cached input, cache writes and output.
    #[inline]
    pub(crate) fn directions(&self) -> Directions {
        let [input, cached_input, cache_write, output] = self.counts;
        let known = |part: Part, count| (self.known & part.bit() != 0).then_some(count);
        [
            known(Part::Input, input),
            known(Part::CachedInput, cached_input),
            known(Part::CacheWrite, cache_write),
            known(Part::Output, output),
        ]
    }

    /// Whether nothing was reported, or an input and an output of zero and nothing else: the usage is not known.
    #[inline]
    pub(crate) fn tells_nothing(&self) -> bool {
        const BOTH: u32 = Part::bits(&[Part::Input, Part::Output]);
        self.reported.is_empty() || self.counts == [0; 4] && self.known & BOTH == BOTH && self.reported.tells_nothing()
    }

    /// Thinking tokens, a part of the output.
    #[inline]
    pub(crate) fn reasoning(&self) -> Option<u64> {
        let [.., output] = self.directions();
        within(self.reported.get(Part::Reasoning), output)
    }

    /// One-hour cache writes, a part of the cache writes.
    #[inline]
    pub(crate) fn cache_write_one_hour(&self) -> Option<u64> {
        let [_, _, cache_write, _] = self.directions();
        within(self.reported.get(Part::CacheWriteOneHour), cache_write)
    }

    /// The directions of a call that used nothing else that has a price of its own, on the ordinary terms.
    #[inline]
    pub(crate) fn ordinary_counts(&self) -> Option<[u64; 4]> {
        const BESIDE: [Part; 7] = [
            Part::CacheWriteOneHour,
            Part::InputAudio,
            Part::CachedAudio,
            Part::OutputAudio,
            Part::InputImage,
            Part::OutputImage,
            Part::WebSearches,
        ];
        let usage = self.reported;
        let is_ordinary = usage.served == ServiceTier::Standard
            && (usage.reported & const { Part::bits(&BESIDE) } == 0
                || BESIDE.iter().all(|part| usage.counts.get(*part as usize) == 0));
        is_ordinary.then_some(self.counts)
    }
}
