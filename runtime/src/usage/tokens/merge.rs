//! Merges the usages that the items of a stream report.

use super::{Part, TokenUsage};
use crate::ServiceTier;

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
        let mut updated = *self;
        // Of a total that is reported by another convention now, the one before is no longer true.
        let totals = [Self::INPUTS, Self::OUTPUTS].into_iter().filter(|total| newer.reported & total != 0);
        let replaced = totals.fold(newer.reported, |replaced, total| replaced | total);
        for part in Part::ALL {
            if replaced & part.bit() != 0 {
                updated.set(part, newer.get(part));
            }
        }
        let conventions = [(Part::CacheWrite, Self::CACHE_WRITE_IS_INSIDE), (Part::Output, Self::REASONING_IS_BESIDE)];
        for (part, convention) in conventions {
            if newer.reported & part.bit() != 0 {
                updated.reported &= !convention;
            }
        }
        updated.reported |= newer.reported & !Self::PARTS;
        if let Some(dollars) = newer.reported_cost_dollars() {
            updated.cost_dollars = dollars;
        }
        if newer.served != ServiceTier::Standard {
            updated.served = newer.served;
        }
        updated.inconsistent |= newer.inconsistent;
        updated
    }

    /// The conventions by which input is reported.
    pub(super) const INPUTS: u32 = Part::bits(&[Part::Input, Part::InputIncludingCached]);

    /// The conventions by which output is reported.
    const OUTPUTS: u32 = Part::bits(&[Part::Output, Part::OutputExcludingReasoning]);
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
    fn parts_that_come_one_by_one_are_made_disjoint_in_any_order() {
        let whole = TokenUsage::new().input_including_cached(1_000, UNREPORTED);
        let cached = TokenUsage::new().input_including_cached(UNREPORTED, 400);
        let written = TokenUsage::new().cache_write_inside_input(100);
        for order in [[whole, cached, written], [written, whole, cached], [cached, written, whole]] {
            let usage = order.iter().fold(TokenUsage::new(), |usage, newer| usage.updated_by(newer));
            assert_eq!(input(&usage), [Some(500), Some(400), Some(100)]);
        }
    }

    #[test]
    fn a_convention_replaces_the_one_before() {
        let excluding = TokenUsage::new().input_excluding_cached(600, 400, 100).output(50);
        let including = TokenUsage::new().input_including_cached(300, 200).output_excluding_reasoning(7, 3);
        let (later, earlier) = (excluding.updated_by(&including), including.updated_by(&excluding));
        assert_eq!((input(&later), later.output_tokens()), ([Some(100), Some(200), Some(100)], Some(10)));
        assert_eq!((input(&earlier), earlier.output_tokens()), ([Some(600), Some(400), Some(100)], Some(50)));
        assert!(!later.is_inconsistent() && !earlier.is_inconsistent());
        let more = earlier.updated_by(&TokenUsage::new().reasoning(60));
        assert_eq!((more.output_tokens(), more.reasoning_tokens()), (Some(50), Some(50)), "it is inside again");
        let written_inside = including.cache_write_inside_input(50);
        assert_eq!(input(&written_inside), [Some(50), Some(200), Some(50)]);
        assert_eq!(input(&written_inside.updated_by(&excluding)), [Some(600), Some(400), Some(100)]);
    }

    #[test]
    fn terms_and_costs_stay_until_told_anew() {
        let start = TokenUsage::new().served(ServiceTier::Priority).cost_dollars(1.0);
        let end = start.updated_by(&TokenUsage::new().output(1));
        assert_eq!((end.served_tier(), end.reported_cost_dollars()), (ServiceTier::Priority, Some(1.0)));
        assert_eq!(end.updated_by(&TokenUsage::new().cost_dollars(2.0)).reported_cost_dollars(), Some(2.0));
    }
}
