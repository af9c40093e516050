//! Adds missing totals: where only parts of a direction are reported, their sum is the total, so that they are billed.

use super::{Part, TokenUsage};

/// The parts of the input, the cached input, the cache writes and the output.
const PARTS: [&[Part]; 4] = [
    &[Part::InputAudio, Part::InputImage],
    &[Part::CachedAudio],
    &[Part::CacheWriteOneHour],
    &[Part::Reasoning, Part::OutputAudio, Part::OutputImage],
];

const BITS: [u32; 4] = [Part::bits(PARTS[0]), Part::bits(PARTS[1]), Part::bits(PARTS[2]), Part::bits(PARTS[3])];

impl TokenUsage {
    /// The parts of any direction.
    pub(super) const PARTS_OF_DIRECTIONS: u32 = BITS[0] | BITS[1] | BITS[2] | BITS[3];

    /// The directions, each total that is missing replaced by the sum of its parts.
    #[inline]
    pub(super) fn completed(&self, directions: [Option<u64>; 4]) -> [Option<u64>; 4] {
        // Most usages have no parts.
        if self.reported & Self::PARTS_OF_DIRECTIONS == 0 {
            return directions;
        }
        let lacks = |(total, bits): (&Option<u64>, u32)| total.is_none() && self.reported & bits != 0;
        if directions.iter().zip(BITS).any(lacks) { self.complete(directions) } else { directions }
    }

    #[cold]
    fn complete(&self, mut directions: [Option<u64>; 4]) -> [Option<u64>; 4] {
        for (total, parts) in directions.iter_mut().zip(PARTS) {
            *total = total.or_else(|| parts.iter().filter_map(|part| self.get(*part)).reduce(u64::saturating_add));
        }
        directions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_whole_is_the_sum_of_its_parts() {
        let usage = TokenUsage::new()
            .input_audio(1)
            .input_image(2)
            .cached_audio(4)
            .cache_write_one_hour(8)
            .reasoning(16)
            .output_audio(32)
            .output_image(64);
        let completed = usage.disjoint();
        assert_eq!(completed.directions(), [Some(3), Some(4), Some(8), Some(112)]);
        assert_eq!((completed.reasoning(), completed.cache_write_one_hour()), (Some(16), Some(8)));
        assert!(!completed.is_inconsistent);
    }

    #[test]
    fn what_was_reported_stays_and_nothing_is_made_up() {
        let directions = |usage: TokenUsage| usage.disjoint().directions();
        assert_eq!(directions(TokenUsage::new().input(1).web_searches(1)), [Some(1), None, None, None]);
        assert_eq!(directions(TokenUsage::new().input(0).input_audio(5)), [Some(0), None, None, None]);
        let usage = TokenUsage::new().input(7).input_audio(5).reasoning(0);
        assert_eq!(directions(usage), [Some(7), None, None, Some(0)]);
    }
}
