//! Splits the usage of a call into the kinds of tokens that have prices: zero where not reported, no part above its whole.

use crate::{ServiceTier, usage::DisjointUsage};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct BillableCounts {
    pub(super) input: u64,
    pub(super) cached_input: u64,
    /// One-hour writes included.
    pub(super) cache_write: u64,
    /// A part of `cache_write`.
    pub(super) one_hour_write: u64,
    /// Reasoning included.
    pub(super) output: u64,
    /// A part of `output`, apart from its audio and images.
    pub(super) reasoning: u64,
    pub(super) parts: Parts,
    pub(super) tier: ServiceTier,
}

/// Parts that have a price of their own with some models only, so that the catalog prices each call with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// A part of the uncached input, as `input_image`.
    pub(super) input_audio: u64,
    pub(super) input_image: u64,
    /// A part of the cached input.
    pub(super) cached_audio: u64,
    /// A part of the output, as `output_image`.
    pub(super) output_audio: u64,
    pub(super) output_image: u64,
    pub(super) web_searches: u64,
}

impl Parts {
    pub(super) const NONE: Self =
        Self { input_audio: 0, input_image: 0, cached_audio: 0, output_audio: 0, output_image: 0, web_searches: 0 };
}

impl From<&DisjointUsage<'_>> for BillableCounts {
    fn from(disjoint: &DisjointUsage<'_>) -> Self {
        let [input, cached_input, cache_write, output] = disjoint.counts;
        let usage = disjoint.reported;
        let reported = |count: Option<u64>| count.unwrap_or(0);
        let input_audio = reported(usage.input_audio_tokens()).min(input);
        let output_audio = reported(usage.output_audio_tokens()).min(output);
        let output_image = reported(usage.output_image_tokens()).min(output.saturating_sub(output_audio));
        Self {
            input,
            cached_input,
            cache_write,
            one_hour_write: reported(disjoint.cache_write_one_hour()),
            output,
            reasoning: reported(disjoint.reasoning())
                .min(output.saturating_sub(output_audio).saturating_sub(output_image)),
            parts: Parts {
                input_audio,
                input_image: reported(usage.input_image_tokens()).min(input.saturating_sub(input_audio)),
                cached_audio: reported(usage.cached_audio_tokens()).min(cached_input),
                output_audio,
                output_image,
                web_searches: reported(usage.web_search_count()),
            },
            tier: usage.served_tier(),
        }
    }
}

impl BillableCounts {
    /// The kinds of tokens that `TokenRates` has prices of, in its order.
    pub(super) fn rated_counts(self) -> [u64; 5] {
        let short_write = self.cache_write.saturating_sub(self.one_hour_write);
        [self.input, self.cached_input, short_write, self.output, self.one_hour_write]
    }

    /// Input as price tiers count it: what was read from the cache and written to it included.
    pub(super) fn inclusive_input(self) -> u64 {
        self.input.saturating_add(self.cached_input).saturating_add(self.cache_write)
    }
}

#[cfg(feature = "prices")]
impl BillableCounts {
    pub(super) const NONE: Self = Self {
        input: 0,
        cached_input: 0,
        cache_write: 0,
        one_hour_write: 0,
        output: 0,
        reasoning: 0,
        parts: Parts::NONE,
        tier: ServiceTier::Standard,
    };

    /// A small call with tokens of every kind.
    pub(super) const MIX: Self = Self::mix(8_000);

    pub(super) fn without_parts(self) -> Self {
        Self { parts: Parts::NONE, ..self }
    }

    /// So many tokens of one kind, for each kind in the order of [`directions`](Self::directions).
    pub(super) fn alone(tokens: u64) -> [Self; 5] {
        [
            Self { input: tokens, ..Self::NONE },
            Self { cached_input: tokens, ..Self::NONE },
            Self { cache_write: tokens, ..Self::NONE },
            Self { output: tokens, ..Self::NONE },
            Self { cache_write: tokens, one_hour_write: tokens, ..Self::NONE },
        ]
    }

    /// A call with so many input tokens, of all kinds in shares that can't stand for each other.
    pub(super) const fn mix(size: u64) -> Self {
        let (cached_input, cache_write) = (size / 2, size / 7);
        Self {
            input: size.saturating_sub(cached_input).saturating_sub(cache_write),
            cached_input,
            cache_write,
            one_hour_write: size / 23,
            output: 11_000,
            reasoning: 5_000,
            ..Self::NONE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TokenUsage;

    #[test]
    fn no_part_is_larger_than_its_whole() {
        let usage = TokenUsage::new()
            .input_excluding_cached(10, 5, 4)
            .cache_write_one_hour(9)
            .output(20)
            .reasoning(19)
            .input_audio(8)
            .input_image(8)
            .cached_audio(8)
            .output_audio(3)
            .output_image(2);
        let counts = BillableCounts::from(&usage.disjoint());
        assert_eq!(counts.rated_counts(), [10, 5, 0, 20, 4]);
        assert_eq!(counts.reasoning, 15);
        assert_eq!((counts.parts.input_audio, counts.parts.input_image, counts.parts.cached_audio), (8, 2, 5));
    }

    #[test]
    fn one_hour_writes_alone_are_the_writes() {
        assert_eq!(
            BillableCounts::from(&TokenUsage::new().cache_write_one_hour(7).disjoint()).rated_counts(),
            [0, 0, 0, 0, 7]
        );
    }
}
