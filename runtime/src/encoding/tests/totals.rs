//! No sample falls while its labels are shown, whatever is dropped, and no sum is wrong.

use super::samples::Samples;
use crate::{
    ErrorType,
    instance::ContextAndPrice,
    metrics::{Direction, GroupKind, OTEL_GENAI, Options, Registry, call, memory, process, tool},
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// A generator of numbers that look random, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(choices.len() as u64)).unwrap()]
    }
}

fn record(registry: &Registry<ContextAndPrice>, random: &mut Random) {
    let agent = random.one_of(&["a", "b", "c"]);
    let failed = random.one_of(&[None, Some(ErrorType::Timeout), Some(ErrorType::Cancelled)]);
    let kind = random.one_of(&["worker", "branch", "channel"]);
    let variant = random.one_of(&["", "coder"]);
    match random.below(4) {
        0 => {
            let calls = registry.group(GroupKind::Calls);
            let id = calls.find(&[agent, random.one_of(&["m1", "m2", "m3"]), kind, variant]);
            let amount = random.below(1_000);
            calls.write(id, |cells| {
                cells.begin(call::OUTCOMES);
                cells.dec_active();
                cells.observe_end(call::DURATION, amount, call::OUTCOMES, failed);
                cells.observe(call::OTEL_DURATION, amount);
                cells.add(call::TOKENS.of(Direction::Input), amount);
                cells.add(call::COST, amount);
            });
            if let Some(failed) = failed {
                registry.count_error(agent, kind, random.one_of(&[failed, ErrorType::ContextOverflow]), variant);
            }
        }
        1 => {
            let processes = registry.group(GroupKind::Processes);
            processes.write(processes.find(&[agent, kind, variant]), |cells| {
                cells.begin(process::OUTCOMES);
                cells.dec_active();
                cells.observe_end(process::DURATION, 1, process::OUTCOMES, failed);
                cells.observe(process::WORKER_DURATION, 1);
            });
        }
        2 => {
            let memories = registry.group(GroupKind::Memory);
            let operation = random.one_of(&["save", "delete", "recall"]);
            memories.write(memories.find(&[agent, operation]), |cells| {
                cells.count(memory::READS);
                cells.count(memory::WRITES);
                cells.show(memory::ADDED);
                match operation {
                    "save" => cells.count(memory::ADDED),
                    "delete" => cells.count(memory::REMOVED),
                    _ => cells.observe(memory::RESULTS, 3),
                }
            });
        }
        _ => {
            let tools = registry.group(GroupKind::Tools);
            tools.write(tools.find(&[agent, random.one_of(&["t1", "t2"]), kind]), |cells| {
                cells.begin(tool::OUTCOMES);
                cells.dec_active();
                cells.observe_end(tool::DURATION, 1, tool::OUTCOMES, failed);
            });
        }
    }
}

#[test]
fn no_sample_falls_while_it_is_shown() {
    let (mut vanished, mut summed) = (0, 0);
    for seed in 1..=40 {
        let mut random = Random(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let ttl = Duration::from_secs(random.one_of(&[0, 1, 15, 60, 300]));
        let series_cap = random.one_of(&[4, usize::MAX]);
        let options =
            Options { idle_series_ttl: Some(ttl), series_cap, otel_families: OTEL_GENAI, ..Options::default() };
        let registry = Registry::<ContextAndPrice>::new(options, false);
        let (mut now, mut before) = (Instant::now(), Samples::default());
        for _ in 0..200 {
            for _ in 0..random.below(4) {
                record(&registry, &mut random);
            }
            now += Duration::from_secs(random.below(30));
            registry.drop_idle_series(now);
            let samples = Samples::of(&registry);
            for (key, values) in &before.counters {
                let Some(later) = samples.counters.get(key) else {
                    vanished += 1;
                    continue;
                };
                summed += usize::from(key.0 == "worker_cost_dollars");
                for (earlier, later) in values.iter().zip(later) {
                    assert!(earlier <= later, "seed {seed}: {key:?} fell from {values:?} to {later:?}");
                }
            }
            before = samples;
        }
    }
    assert!(vanished > 1_000, "series were dropped: {vanished}");
    assert!(summed > 1_000, "sums were compared: {summed}");
}

const HOUR: Duration = Duration::from_secs(3_600);

fn with_ttl() -> Registry<ContextAndPrice> {
    Registry::new(Options { idle_series_ttl: Some(HOUR), ..Options::default() }, false)
}

/// Scrapes each hour of a time, and uses what is used before each.
fn scrape_hourly(registry: &Registry<ContextAndPrice>, hours: std::ops::Range<u32>, mut keep_used: impl FnMut()) {
    let start = Instant::now();
    for hour in hours {
        keep_used();
        registry.drop_idle_series(start + HOUR * hour);
    }
}

#[test]
fn what_is_dropped_is_folded_into_what_remains() {
    let registry = with_ttl();
    let calls = registry.group(GroupKind::Calls);
    let spend = |model: &str, picodollars| {
        let id = calls.find(&["bot", model, "worker", "coder"]);
        calls.write(id, |cells| cells.add(call::COST, picodollars));
    };
    spend("dear", 1_000);
    scrape_hourly(&registry, 0..4, || spend("cheap", 1));
    let samples = Samples::of(&registry);
    assert_eq!(samples.total("llm_estimated_cost_dollars"), 4, "the other series is gone");
    assert_eq!(samples.total("worker_cost_dollars"), 1_004);
    scrape_hourly(&registry, 4..8, || {});
    assert_eq!(Samples::of(&registry).total("worker_cost_dollars"), 0, "nothing of the sum is left");
    spend("cheap", 1);
    assert_eq!(Samples::of(&registry).total("worker_cost_dollars"), 1, "from zero");
}

#[test]
fn an_agent_that_deleted_everything_is_dropped() {
    let registry = with_ttl();
    let memories = registry.group(GroupKind::Memory);
    let write = |agent: &str, operation: &str, cell| {
        memories.write(memories.find(&[agent, operation]), |cells| cells.count(cell));
    };
    for index in 0..10_000 {
        let agent = format!("agent-{index}");
        write(&agent, "save", memory::ADDED);
        write(&agent, "delete", memory::REMOVED);
    }
    write("kept", "save", memory::ADDED);
    write("kept", "save", memory::ADDED);
    write("kept", "delete", memory::REMOVED);
    scrape_hourly(&registry, 0..4, || {});
    let gauges = Samples::of(&registry).gauges;
    let entries: BTreeMap<_, _> = gauges.iter().filter(|((name, _), _)| *name == "memory_entry_count").collect();
    assert_eq!(entries.into_values().copied().collect::<Vec<_>>(), [1]);
    let kept = memories.all().len() - memories.overflow_series_count();
    assert_eq!(kept, 2, "save and delete of the agent that has memories");
}

#[test]
fn amounts_above_64_bits_are_kept() {
    let registry = Registry::<ContextAndPrice>::new(Options::default(), false);
    let calls = registry.group(GroupKind::Calls);
    for model in ["m", "n"] {
        for _ in 0..3 {
            calls.write(calls.find(&["bot", model, "worker", ""]), |cells| {
                cells.add(call::COST, u64::MAX);
                cells.add(call::TOKENS.of(Direction::Output), u64::MAX);
                cells.observe(call::DURATION, u64::MAX);
            });
        }
    }
    let samples = Samples::of(&registry);
    let six = 6 * u128::from(u64::MAX);
    assert_eq!(samples.total("llm_estimated_cost_dollars"), six);
    assert_eq!(samples.total("worker_cost_dollars"), six);
    assert_eq!(samples.total("llm_tokens_total"), six);
    let sums = samples.counters.iter().filter(|((name, _), _)| *name == "llm_request_duration_seconds");
    assert_eq!(sums.filter_map(|(_, cells)| cells.last()).sum::<u128>(), six);
}

#[test]
fn entries_are_set_and_not_added() {
    let registry = Registry::<ContextAndPrice>::new(Options { series_cap: 1, ..Options::default() }, false);
    let entries = |label: &str| {
        let gauges = Samples::of(&registry).gauges;
        let of_label =
            gauges.iter().filter(|((name, labels), _)| *name == "memory_entry_count" && labels.contains(label));
        of_label.map(|(_, value)| *value).collect::<Vec<_>>()
    };
    registry.set_memory_entries("within", 5);
    for number in [100, 7, u64::MAX, 0, 50] {
        registry.set_memory_entries("above", number);
        assert_eq!(entries("_overflow"), [u128::from(number)]);
        assert_eq!(entries("within"), [5]);
    }
    let memories = registry.group(GroupKind::Memory);
    memories.write(memories.find(&["within", ""]), |cells| cells.add(memory::REMOVED, u64::MAX));
    assert_eq!(entries("within"), [0], "more were deleted than saved here");
    registry.set_memory_entries("within", 3);
    assert_eq!(entries("within"), [3]);
}
