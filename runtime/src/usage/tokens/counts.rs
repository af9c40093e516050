//! Stores counts in five bytes each, because a usage is copied several times a call, and no call has more tokens than that.

use super::MAX_PLAUSIBLE_TOKENS;

const _: () = assert!(MAX_PLAUSIBLE_TOKENS < 1 << 40, "a count has 40 bits");

/// `N` counts of at most 40 bits each.
#[derive(Clone, Copy)]
pub(super) struct Counts<const N: usize> {
    low: [u32; N],
    high: [u8; N],
}

impl<const N: usize> Default for Counts<N> {
    #[inline]
    fn default() -> Self {
        Self { low: [0; N], high: [0; N] }
    }
}

impl<const N: usize> Counts<N> {
    #[inline]
    pub(super) fn get(&self, index: usize) -> u64 {
        u64::from(self.low[index]) | u64::from(self.high[index]) << 32
    }

    /// Only the lower 40 bits of a count are kept.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // is the purpose
    pub(super) fn set(&mut self, index: usize, count: u64) {
        self.low[index] = count as u32;
        self.high[index] = (count >> 32) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_that_is_plausible_is_kept_exactly() {
        let numbers = [0, 1, 0xffff_ffff, 0x1_0000_0000, 0x12_3456_789a, MAX_PLAUSIBLE_TOKENS];
        let mut counts = Counts::<6>::default();
        for (index, number) in numbers.into_iter().enumerate() {
            counts.set(index, number);
        }
        assert_eq!([0, 1, 2, 3, 4, 5].map(|index| counts.get(index)), numbers);
        counts.set(4, 7);
        assert_eq!([3, 4, 5].map(|index| counts.get(index)), [0x1_0000_0000, 7, MAX_PLAUSIBLE_TOKENS]);
    }
}
