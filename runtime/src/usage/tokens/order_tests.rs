//! Tests that the order in which a usage is reported does not matter.

use super::*;

/// One setter with its arguments.
#[derive(Debug, Clone, Copy)]
enum Report {
    Count(fn(TokenUsage, Count) -> TokenUsage, Count),
    Two(fn(TokenUsage, Count, Count) -> TokenUsage, [Count; 2]),
    Three(fn(TokenUsage, Count, Count, Count) -> TokenUsage, [Count; 3]),
    Cost(Option<f64>),
    Served(ServiceTier),
}

impl Report {
    fn apply(self, usage: TokenUsage) -> TokenUsage {
        match self {
            Self::Count(set, count) => set(usage, count),
            Self::Two(set, [a, b]) => set(usage, a, b),
            Self::Three(set, [a, b, c]) => set(usage, a, b, c),
            Self::Cost(dollars) => usage.cost_dollars(dollars),
            Self::Served(tier) => usage.served(tier),
        }
    }
}

fn usage_of(reports: &[Report]) -> TokenUsage {
    reports.iter().fold(TokenUsage::new(), |usage, report| report.apply(usage))
}

/// A generator of pseudo-random numbers (xorshift), always from the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).expect("smaller than a usize")
    }

    fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }

    /// Mostly counts that fit together; some that do not, some that are none.
    fn count(&mut self) -> Count {
        const COUNTS: [u64; 8] = [0, 7, 100, 400, 600, 1_000, MAX_PLAUSIBLE_TOKENS, MAX_PLAUSIBLE_TOKENS + 1];
        match self.below(16) {
            0 | 1 => Count::Unreported,
            2 => Count::Negative,
            _ => Count::Reported(self.of(&COUNTS)),
        }
    }

    /// Those setters of which one subtracts or adds what another one sets.
    fn conventions(&mut self) -> [Report; 7] {
        [
            Report::Count(TokenUsage::input, self.count()),
            Report::Two(TokenUsage::input_including_cached, [self.count(), self.count()]),
            Report::Three(TokenUsage::input_excluding_cached, [self.count(), self.count(), self.count()]),
            Report::Count(TokenUsage::cache_write_inside_input, self.count()),
            Report::Count(TokenUsage::output, self.count()),
            Report::Two(TokenUsage::output_excluding_reasoning, [self.count(), self.count()]),
            Report::Count(TokenUsage::reasoning, self.count()),
        ]
    }

    /// All setters.
    fn reports(&mut self) -> Vec<Report> {
        let single: [fn(TokenUsage, Count) -> TokenUsage; 7] = [
            TokenUsage::cache_write_one_hour,
            TokenUsage::input_audio,
            TokenUsage::cached_audio,
            TokenUsage::output_audio,
            TokenUsage::input_image,
            TokenUsage::output_image,
            TokenUsage::web_searches,
        ];
        let mut reports = self.conventions().to_vec();
        reports.extend(single.map(|set| Report::Count(set, self.count())));
        reports.push(Report::Cost(self.of(&[None, Some(0.5), Some(2.0), Some(-1.0), Some(f64::INFINITY)])));
        let tiers = [ServiceTier::Standard, ServiceTier::Flex, ServiceTier::Batch, ServiceTier::Unknown];
        reports.push(Report::Served(self.of(&tiers)));
        reports
    }
}

/// Everything that can be read of a usage, and what it is recorded as.
fn readings(usage: &TokenUsage) -> impl PartialEq + fmt::Debug + use<> {
    #[cfg(feature = "registry")]
    let recorded = format!("{:?}", usage.disjoint().directions());
    #[cfg(not(feature = "registry"))]
    let recorded = "";
    let parts = [usage.reasoning_tokens(), usage.cache_write_one_hour_tokens(), Some(usage.total_tokens())];
    let flags = (usage.is_inconsistent(), usage.is_empty(), usage.served_tier());
    (usage.parts(), parts, flags, usage.reported_cost_dollars(), recorded)
}

fn assert_same(reports: &[Report], usage: &TokenUsage, first: &TokenUsage) {
    assert_eq!(readings(usage), readings(first), "{reports:?}");
    assert_eq!(usage, first, "{reports:?}");
}

/// Calls `visit` with each order of the values (Heap's algorithm).
fn permute<T>(values: &mut [T], count: usize, visit: &mut impl FnMut(&[T])) {
    if count <= 1 {
        return visit(values);
    }
    for index in 0..count {
        permute(values, count - 1, visit);
        values.swap(if count.is_multiple_of(2) { index } else { 0 }, count - 1);
    }
}

#[test]
fn every_order_of_the_conventions_is_the_same_usage() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut orders = 0;
    for _ in 0..20 {
        let mut reports = random.conventions();
        let first = usage_of(&reports);
        permute(&mut reports, 7, &mut |reports| {
            orders += 1;
            assert_same(reports, &usage_of(reports), &first);
        });
    }
    assert_eq!(orders, 20 * 5_040);
}

#[test]
fn any_order_of_all_setters_is_the_same_usage() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..500 {
        let mut reports = random.reports();
        assert_eq!(reports.len(), 16);
        // Some are left out, and some are reported twice: the same again, or another number.
        reports.truncate(1 + random.below(16));
        reports.extend_from_within(..random.below(reports.len()));
        let others = random.reports();
        reports.push(random.of(&others));
        let first = usage_of(&reports);
        for _ in 0..20 {
            random.shuffle(&mut reports);
            assert_same(&reports, &usage_of(&reports), &first);
        }
    }
}

#[test]
fn any_order_of_consistent_reports_counts_each_token_once() {
    // One call in every convention at once: all of them say the same.
    let mut reports = [
        Report::Two(TokenUsage::input_including_cached, [Count::Reported(1_000), Count::Reported(400)]),
        Report::Three(
            TokenUsage::input_excluding_cached,
            [Count::Reported(600), Count::Reported(400), Count::Unreported],
        ),
        Report::Count(TokenUsage::cache_write_inside_input, Count::Reported(100)),
        Report::Two(TokenUsage::output_excluding_reasoning, [Count::Reported(30), Count::Reported(20)]),
        Report::Count(TokenUsage::output, Count::Reported(50)),
        Report::Count(TokenUsage::reasoning, Count::Reported(20)),
    ];
    permute(&mut reports, 6, &mut |reports| {
        let usage = usage_of(reports);
        assert_eq!((usage.input_tokens(), usage.cached_input_tokens()), (Some(500), Some(400)), "{reports:?}");
        assert_eq!((usage.cache_write_tokens(), usage.output_tokens()), (Some(100), Some(50)), "{reports:?}");
        assert_eq!((usage.total_tokens(), usage.is_inconsistent()), (1_050, false), "{reports:?}");
    });
}

#[test]
fn two_numbers_for_one_thing_are_a_contradiction() {
    let usage = TokenUsage::new().output(7).output(5);
    assert_eq!((usage.output_tokens(), usage.is_inconsistent()), (Some(7), true));
    let usage = TokenUsage::new().input(700).input_including_cached(1_000, 400);
    assert_eq!((usage.input_tokens(), usage.is_inconsistent()), (Some(700), true));
    let usage = TokenUsage::new().output(60).output_excluding_reasoning(30, 20);
    assert_eq!((usage.output_tokens(), usage.is_inconsistent()), (Some(60), true));
    let usage = TokenUsage::new().cost_dollars(0.5).cost_dollars(0.25);
    assert_eq!((usage.reported_cost_dollars(), usage.is_inconsistent()), (Some(0.5), true));
    let same = TokenUsage::new().output(7).output(7).output(None::<u64>).cost_dollars(0.5).cost_dollars(0.5);
    assert_eq!((same.output_tokens(), same.is_inconsistent()), (Some(7), false));
    assert_eq!(TokenUsage::new().output(7).updated_by(&TokenUsage::new().output(5)), TokenUsage::new().output(5));
    let tiers =
        [ServiceTier::Flex, ServiceTier::Batch].map(|tier| TokenUsage::new().served(tier).served(ServiceTier::Flex));
    assert_eq!(tiers.map(|usage| usage.served_tier()), [ServiceTier::Flex, ServiceTier::Unknown]);
}
