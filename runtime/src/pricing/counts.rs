//! The token counts of a call as prices see them: what was not reported is zero.

use crate::TokenUsage;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) input: u64,
    pub(super) cached_input: u64,
    pub(super) cache_write: u64,
    /// Reasoning included.
    pub(super) output: u64,
    /// A part of `output`.
    pub(super) reasoning: u64,
}

impl From<&TokenUsage> for Counts {
    fn from(usage: &TokenUsage) -> Self {
        let output = usage.output_tokens().unwrap_or(0);
        Self {
            input: usage.input_tokens().unwrap_or(0),
            cached_input: usage.cached_input_tokens().unwrap_or(0),
            cache_write: usage.cache_write_tokens().unwrap_or(0),
            output,
            // What is no part of the output can't be priced as one.
            reasoning: usage.reasoning_tokens().unwrap_or(0).min(output),
        }
    }
}

impl Counts {
    /// The directions, in the order of [`Rates`](super::rates::Rates).
    pub(super) fn directions(self) -> [u64; 4] {
        [self.input, self.cached_input, self.cache_write, self.output]
    }

    /// Input as the book counts it: what was read from the cache and written to it included.
    pub(super) fn inclusive_input(self) -> u64 {
        self.input.saturating_add(self.cached_input).saturating_add(self.cache_write)
    }
}
