//! Names the prices that a model may lack. What a call costs without one is decided where the source of the price is read.

use std::fmt;

/// Why a cost is not complete: something that the call used has no price in the price book. The rest is priced as usual;
/// this part is priced as the nearest thing that has a price, or not at all.
///
/// | reason | what happens |
/// |---|---|
/// | `input_price`, `output_price` | these tokens cost nothing |
/// | `cached_input_price` | what was read from the cache costs as much as other input |
/// | `cache_write_price` | what was written to it costs as other input; one hour as five minutes |
/// | `audio_price`, `image_price` | audio, or images that were made, cost as text |
/// | `web_search_price` | the searches cost nothing |
/// | `service_tier` | the call costs as an ordinary one |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MissingPrice {
    /// The model has a price, but none of input.
    InputPrice,
    /// The model has no price of what is read from the cache.
    CachedInputPrice,
    /// The model has no price of cache writes, or none of those that last an hour.
    CacheWritePrice,
    /// The model has a price, but none of output.
    OutputPrice,
    /// The model has no price of audio.
    AudioPrice,
    /// The model has no price of images that it makes.
    ImagePrice,
    /// The model has no price of web searches.
    WebSearchPrice,
    /// The model has no price for the terms on which the call was served, or the terms are not known.
    ServiceTier,
}

impl MissingPrice {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::InputPrice,
        Self::CachedInputPrice,
        Self::CacheWritePrice,
        Self::OutputPrice,
        Self::AudioPrice,
        Self::ImagePrice,
        Self::WebSearchPrice,
        Self::ServiceTier,
    ];

    /// The value of the label `reason` of `llm_incomplete_costs_total`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InputPrice => "input_price",
            Self::CachedInputPrice => "cached_input_price",
            Self::CacheWritePrice => "cache_write_price",
            Self::OutputPrice => "output_price",
            Self::AudioPrice => "audio_price",
            Self::ImagePrice => "image_price",
            Self::WebSearchPrice => "web_search_price",
            Self::ServiceTier => "service_tier",
        }
    }
}

impl fmt::Display for MissingPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A set of missing prices: those that some rates lack, or those that the cost of a call lacks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct MissingPrices(u16);

impl MissingPrices {
    pub(crate) fn contains(self, missing: MissingPrice) -> bool {
        self.0 & 1 << missing as u16 != 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = MissingPrice> {
        MissingPrice::ALL.iter().copied().filter(move |missing| self.contains(*missing))
    }
}

#[cfg(feature = "registry")]
impl MissingPrices {
    pub(crate) const NONE: Self = Self(0);

    /// One-hour cache writes have no price, while others may have one. Only rates make the difference.
    const ONE_HOUR_WRITE: Self = Self(1 << MissingPrice::ALL.len());

    /// The missing price of each kind of tokens of [`TokenRates`](super::token_rates::TokenRates), in that order.
    pub(super) const OF_KINDS: [Self; 5] = [
        Self::of(MissingPrice::InputPrice),
        Self::of(MissingPrice::CachedInputPrice),
        Self::of(MissingPrice::CacheWritePrice),
        Self::of(MissingPrice::OutputPrice),
        Self::ONE_HOUR_WRITE,
    ];

    pub(super) const fn of(missing: MissingPrice) -> Self {
        Self(1 << missing as u16)
    }

    pub(crate) fn is_empty(self) -> bool {
        self == Self::NONE
    }

    #[must_use]
    pub(super) fn with(self, missing: MissingPrice, is_missing: bool) -> Self {
        if is_missing { self.union(Self::of(missing)) } else { self }
    }

    #[cfg(feature = "prices")]
    pub(super) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    #[must_use]
    pub(super) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The prices that are missing here and that a call needs which used tokens of these kinds.
    #[inline]
    #[must_use]
    pub(super) fn of_used(self, kinds: impl IntoIterator<Item = u64>) -> Self {
        let used = |bits, (tokens, kind): (u64, Self)| if tokens > 0 { bits | kind.0 } else { bits };
        Self(self.0 & kinds.into_iter().zip(Self::OF_KINDS).fold(0, used))
    }

    /// The set of a call: a one-hour write without a price is a cache write without a price.
    #[must_use]
    pub(super) fn reported(self) -> Self {
        let one_hour = self.0 & Self::ONE_HOUR_WRITE.0;
        Self(self.0 & !one_hour).with(MissingPrice::CacheWritePrice, one_hour != 0)
    }
}

impl fmt::Debug for MissingPrices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
