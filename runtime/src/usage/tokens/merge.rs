//! Merges the usages that the items of a stream report.

use super::{Part, TokenUsage};
use crate::ServedTier;

impl TokenUsage {
    /// Replaces what was reported before by what is reported now: in a stream, providers send running totals, not differences.
    ///
    /// ```
    /// use agent_metrics::TokenUsage;
    ///
    /// let start = TokenUsage::new().input_excluding_cached(10, 20, 30).output(1);
    /// let end = start.updated_by(&TokenUsage::new().output(500));
    /// assert_eq!(end.total_tokens(), 560);
    /// ```
    ///
    /// A total that includes a part still includes it where only one of the two is reported again:
    ///
    /// ```
    /// # use agent_metrics::TokenUsage;
    /// let start = TokenUsage::new().input_including_cached(1_000, 400);
    /// let end = start.updated_by(&TokenUsage::new().input_including_cached(1_000, None::<u64>));
    /// assert_eq!((end.input_tokens(), end.cached_input_tokens()), (Some(600), Some(400)));
    /// ```
    pub fn updated_by(&self, newer: &Self) -> Self {
        let mut updated = Self {
            counts: self.counts,
            reported: self.reported | newer.reported,
            cost_dollars: newer.cost_dollars.or(self.cost_dollars),
            served: if newer.served == ServedTier::Standard { self.served } else { newer.served },
            inconsistent: newer.inconsistent || self.inconsistent,
        };
        for (part, _) in Part::ALL {
            if newer.reported & part.bit() != 0 {
                updated.counts[part as usize] = newer.counts[part as usize];
            }
        }
        if self.reported & newer.reported & Self::CACHE_IS_INSIDE != 0 {
            updated.take_out_cache(self, newer);
        }
        if self.reported & newer.reported & Self::REASONING_IS_BESIDE != 0 {
            updated.add_reasoning(self, newer);
        }
        updated
    }

    /// Subtracts the cached tokens that are known by now from the last total of the input.
    fn take_out_cache(&mut self, before: &Self, newer: &Self) {
        let reported = [newer, before].into_iter().find(|usage| usage.get(Part::Input).is_some());
        let whole = reported.map(Self::whole_input);
        let inside = self.counts[Part::CachedInput as usize].saturating_add(self.counts[Part::CacheWrite as usize]);
        let outside = self.outside(whole, Some(inside));
        self.set(Part::Input, outside);
    }

    fn whole_input(&self) -> u64 {
        [Part::Input, Part::CachedInput, Part::CacheWrite]
            .into_iter()
            .fold(0, |sum, part| sum.saturating_add(self.counts[part as usize]))
    }

    /// Adds the last total of the thinking to the last total of the answer, which does not fall to zero.
    fn add_reasoning(&mut self, before: &Self, newer: &Self) {
        let answers = [newer, before]
            .map(|usage| usage.counts[Part::Output as usize].saturating_sub(usage.counts[Part::Reasoning as usize]));
        let answer = answers.into_iter().find(|answer| *answer > 0).unwrap_or(0);
        let output = self.get(Part::Output).map(|_| answer.saturating_add(self.counts[Part::Reasoning as usize]));
        self.set(Part::Output, output);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNREPORTED: Option<u64> = None;

    fn input(usage: &TokenUsage) -> [Option<u64>; 3] {
        [usage.input_tokens(), usage.cached_input_tokens(), usage.cache_write_tokens()]
    }

    #[test]
    fn a_running_total_replaces_the_one_before() {
        let start = TokenUsage::new().input_excluding_cached(10, 20, 30).output(1);
        let delta = TokenUsage::new().output(500);
        assert_eq!(start.updated_by(&delta), TokenUsage::new().input_excluding_cached(10, 20, 30).output(500));
        let delta = TokenUsage::new().input_excluding_cached(11, UNREPORTED, UNREPORTED).output(2);
        assert_eq!(start.updated_by(&delta), TokenUsage::new().input_excluding_cached(11, 20, 30).output(2));
    }

    #[test]
    fn what_is_inside_the_input_stays_inside() {
        let both = TokenUsage::new().input_including_cached(1_000, 400);
        let whole = TokenUsage::new().input_including_cached(1_200, UNREPORTED);
        let cached = TokenUsage::new().input_including_cached(UNREPORTED, 500);
        assert_eq!(input(&both.updated_by(&whole)), [Some(800), Some(400), None]);
        assert_eq!(input(&whole.updated_by(&both)), [Some(600), Some(400), None]);
        assert_eq!(input(&whole.updated_by(&cached)), [Some(700), Some(500), None]);
        assert_eq!(input(&cached.updated_by(&whole)), [Some(700), Some(500), None]);
        assert_eq!(input(&cached.updated_by(&cached)), [None, Some(500), None]);
        let written = both.cache_write_inside_input(100);
        assert_eq!(input(&written.updated_by(&whole)), [Some(700), Some(400), Some(100)]);
        assert_eq!(input(&written.updated_by(&written)), input(&written));
        let too_small = written.updated_by(&TokenUsage::new().input_including_cached(10, UNREPORTED));
        assert_eq!((input(&too_small), too_small.is_inconsistent()), ([Some(0), Some(400), Some(100)], true));
    }

    #[test]
    fn thinking_beside_the_output_is_added_once() {
        let thoughts = TokenUsage::new().output_excluding_reasoning(UNREPORTED, 7);
        let answer = TokenUsage::new().output_excluding_reasoning(20, UNREPORTED);
        let both = TokenUsage::new().output_excluding_reasoning(25, 9);
        let output = |usage: TokenUsage| (usage.output_tokens(), usage.reasoning_tokens());
        assert_eq!(output(thoughts.updated_by(&answer)), (Some(27), Some(7)));
        assert_eq!(output(answer.updated_by(&thoughts)), (Some(27), Some(7)));
        assert_eq!(output(thoughts.updated_by(&answer).updated_by(&both)), (Some(34), Some(9)));
        assert_eq!(output(both.updated_by(&both)), (Some(34), Some(9)));
        assert_eq!(output(TokenUsage::new().input(1).updated_by(&answer)), (Some(20), None));
    }

    #[test]
    fn terms_and_costs_stay_until_told_anew() {
        let start = TokenUsage::new().served(ServedTier::Priority).cost_dollars(1.0);
        let end = start.updated_by(&TokenUsage::new().output(1));
        assert_eq!((end.served_tier(), end.reported_cost_dollars()), (ServedTier::Priority, Some(1.0)));
        assert_eq!(end.updated_by(&TokenUsage::new().cost_dollars(2.0)).reported_cost_dollars(), Some(2.0));
    }
}
