//! Tests the storage as a whole.

use super::{
    AllThreads, CachedPerThread, Group, GroupKind, LookupKey, Options, Registry, Series, SeriesAttachment,
    ThreadCaches, ThreadHandle, add_cells,
    all_threads::{IDLE, MAX_SHARDS},
    idle_series::GRACE,
    memory, process, tool,
};
use crate::clock::Moment;
use std::{
    sync::{Arc, Barrier},
    thread,
    time::{Duration, Instant},
};

/// Declares an attachment of nothing, with thread caches of its own.
macro_rules! attachment {
    ($name:ident) => {
        #[derive(Debug)]
        struct $name;

        const _: () = {
            static ALL: AllThreads<$name> = AllThreads::new();
            thread_local! {
                static CACHES: ThreadHandle<$name> = ThreadHandle::new();
            }

            impl SeriesAttachment for $name {
                type OfSeries = ();
                type OfThread = ();
            }

            impl CachedPerThread for $name {
                fn with_thread_caches<R>(read: impl FnOnce(&mut ThreadCaches<Self>) -> Option<R>) -> Option<R> {
                    CACHES.try_with(|caches| caches.with(read)).ok().flatten()
                }

                fn all_threads() -> &'static AllThreads<Self> {
                    &ALL
                }
            }
        };
    };
}
attachment!(Nothing);

fn with_cap(series_cap: usize) -> Registry<Nothing> {
    Registry::new(Options { series_cap, ..Options::default() }, false)
}

fn value(group: &Group<Nothing>, key: &[&str], cell: super::CellId) -> Option<u128> {
    let series = group.all().into_iter().find(|series| series.has_key(key))?;
    let mut cells = vec![0; group.layout.width];
    series.read(&mut cells);
    Some(cells[cell.index()])
}

#[test]
fn labels_that_concatenate_alike_stay_two_series() {
    let registry = with_cap(10);
    let tools = registry.group(GroupKind::Tools);
    for key in [["bot1", "2-mini", ""], ["bot12", "-mini", ""]] {
        tools.write(tools.find(&key), |cells| cells.begin(tool::OUTCOMES));
    }
    assert_eq!(value(tools, &["bot1", "2-mini", ""], tool::BEGUN), Some(1));
    assert_eq!(value(tools, &["bot12", "-mini", ""], tool::BEGUN), Some(1));
}

#[test]
fn above_the_cap_the_totals_stay_exact() {
    let registry = with_cap(2);
    let tools = registry.group(GroupKind::Tools);
    for tool in ["a", "b", "c", "d", "a", "c"] {
        tools.write(tools.find(&["x", tool, ""]), |cells| cells.begin(tool::OUTCOMES));
    }
    assert_eq!(value(tools, &["x", "a", ""], tool::BEGUN), Some(2));
    assert_eq!(value(tools, &["_overflow"; 3], tool::BEGUN), Some(3));
    assert_eq!(tools.overflow_records(), 3);
    assert_eq!(tools.all().len(), 3);
}

#[test]
fn threads_that_ended_are_not_forgotten() {
    let registry = Registry::<Nothing>::new(Options::default(), true);
    thread::scope(|scope| {
        let count = || {
            let tools = registry.group(GroupKind::Tools);
            for _ in 0..1_000 {
                tools.write(tools.find(&["x", "t", ""]), |cells| cells.begin(tool::OUTCOMES));
            }
        };
        // Joined one by one: the scope alone does not wait until thread-local variables are dropped.
        for thread in [(); 4].map(|()| scope.spawn(count)) {
            thread.join().expect("no panic");
        }
    });
    assert_eq!(value(registry.group(GroupKind::Tools), &["x", "t", ""], tool::BEGUN), Some(4_000));
}

#[test]
fn entries_are_set_to_the_truth() {
    let registry = with_cap(10);
    let memory = registry.group(GroupKind::Memory);
    memory.write(memory.find(&["x", "save"]), |cells| cells.add(memory::ADDED, 3));
    registry.set_memory_entries("x", 100);
    memory.write(memory.find(&["x", "delete"]), |cells| cells.add(memory::REMOVED, 1));
    registry.set_memory_entries("x", 50);
    assert_eq!(entries(&registry, "x"), 50);
}

/// The value of `memory_entry_count`, as the sum of the agent's series.
fn entries(registry: &Registry<Nothing>, agent: &str) -> u128 {
    let group = registry.group(GroupKind::Memory);
    let (mut sums, mut cells) = (vec![0; group.layout.width], vec![0; group.layout.width]);
    for series in group.all().iter().filter(|series| *series.key[memory::AGENT_ID] == *agent) {
        series.read(&mut cells);
        add_cells(&mut sums, &cells);
    }
    sums[memory::ADDED.index()] - sums[memory::REMOVED.index()]
}

const HOUR: Duration = Duration::from_secs(3_600);

fn with_ttl() -> Registry<Nothing> {
    Registry::new(Options { idle_series_ttl: Some(HOUR), ..Options::default() }, false)
}

fn tools(registry: &Registry<Nothing>) -> usize {
    let tools = registry.group(GroupKind::Tools);
    tools.all().len() - tools.overflow_series_count()
}

fn call(registry: &Registry<Nothing>, tool: &str) {
    let tools = registry.group(GroupKind::Tools);
    let id = tools.begin(
        &LookupKey::new(0, ["bot", tool, ""]),
        |find| find(&["bot", tool, ""]),
        |cells| cells.begin(tool::OUTCOMES),
    );
    tools.write(id, |cells| {
        cells.dec_active();
        cells.observe_end(tool::DURATION, 0, tool::OUTCOMES, None);
    });
}

#[test]
fn an_idle_series_is_marked_and_then_dropped() {
    let (registry, start) = (with_ttl(), Instant::now());
    call(&registry, "a");
    call(&registry, "b");
    registry.drop_idle_series(start);
    call(&registry, "b");
    registry.drop_idle_series(start + HOUR);
    assert_eq!(tools(&registry), 2, "marked");
    registry.drop_idle_series(start + HOUR + GRACE / 2);
    assert_eq!(tools(&registry), 2, "a thread may have just found it");
    registry.drop_idle_series(start + HOUR + GRACE);
    assert_eq!(tools(&registry), 1, "b was used since");
    call(&registry, "a");
    assert_eq!(tools(&registry), 2);
    assert_eq!(value(registry.group(GroupKind::Tools), &["bot", "a", ""], tool::BEGUN), Some(1), "from zero");
}

#[test]
fn a_marked_series_that_is_used_stays() {
    let (registry, start) = (with_ttl(), Instant::now());
    call(&registry, "a");
    registry.drop_idle_series(start);
    registry.drop_idle_series(start + HOUR);
    call(&registry, "a");
    registry.drop_idle_series(start + HOUR + GRACE);
    registry.drop_idle_series(start + HOUR + GRACE * 2);
    assert_eq!(tools(&registry), 1);
}

#[test]
fn what_runs_is_not_dropped() {
    let (registry, start) = (with_ttl(), Instant::now());
    let group = registry.group(GroupKind::Tools);
    let running = group.begin(
        &LookupKey::new(0, ["bot", "long", ""]),
        |find| find(&["bot", "long", ""]),
        |cells| cells.begin(tool::OUTCOMES),
    );
    for hours in 0..5 {
        registry.drop_idle_series(start + HOUR * hours);
    }
    assert_eq!(tools(&registry), 1);
    group.write(running, |cells| cells.dec_active());
    for hours in 5..8 {
        registry.drop_idle_series(start + HOUR * hours);
    }
    assert_eq!(tools(&registry), 0);
}

#[test]
fn a_process_that_runs_keeps_its_series_and_its_start() {
    let (registry, start) = (with_ttl(), Instant::now());
    let group = registry.group(GroupKind::Processes);
    let key = ["bot", "worker", ""];
    let begin = || group.begin(&LookupKey::new(0, key), |find| find(&key), |cells| cells.begin(process::OUTCOMES));
    let series = || group.all().into_iter().find(|series| series.has_key(&key));
    let started = Moment::now();
    let running = begin();
    group.write_series(running, |series, _, _| series.running().start(started));
    for hours in 0..5 {
        registry.drop_idle_series(start + HOUR * hours);
    }
    assert_eq!(series().and_then(|series| series.oldest_start()), Some(started));
    group.write_series(running, |series, _, cells| {
        cells.dec_active();
        series.running().end(started);
    });
    for hours in 5..8 {
        registry.drop_idle_series(start + HOUR * hours);
    }
    assert!(series().is_none());
    begin();
    assert_eq!(series().and_then(|series| series.oldest_start()), None, "from the beginning");
}

#[test]
fn memories_that_exist_keep_their_series() {
    let (registry, start) = (with_ttl(), Instant::now());
    let group = registry.group(GroupKind::Memory);
    registry.set_memory_entries("bot", 3);
    registry.set_memory_entries("empty", 0);
    for hours in 0..5 {
        registry.drop_idle_series(start + HOUR * hours);
    }
    assert_eq!(value(group, &["bot", ""], memory::ADDED), Some(3));
    assert_eq!(value(group, &["empty", ""], memory::ADDED), None);
}

#[test]
fn dropped_series_give_their_memory_back() {
    let (registry, start) = (with_ttl(), Instant::now());
    let group = registry.group(GroupKind::Memory);
    for index in 0..20_000 {
        let agent = format!("agent-{index}");
        group.write(group.find(&[&agent, "save"]), |cells| cells.count(memory::ADDED));
        group.write(group.find(&[&agent, "delete"]), |cells| cells.count(memory::REMOVED));
    }
    assert!(group.capacity() >= 40_000);
    for hours in 0..4 {
        registry.drop_idle_series(start + HOUR * hours);
    }
    assert_eq!(group.all().len(), group.overflow_series_count());
    assert!(group.capacity() <= 8, "{}", group.capacity());
}

fn count<A: CachedPerThread>(registry: &Registry<A>, name: &str) {
    let tools = registry.group(GroupKind::Tools);
    tools.write(tools.find(&["pool", name, ""]), |cells| cells.begin(tool::OUTCOMES));
}

fn total<A: CachedPerThread>(registry: &Registry<A>) -> u128 {
    let tools = registry.group(GroupKind::Tools);
    let mut cells = vec![0; tools.layout.width];
    let begun = |series: &Arc<Series<A>>| {
        series.read(&mut cells);
        cells[tool::BEGUN.index()]
    };
    tools.all().iter().map(begun).sum()
}

#[test]
fn shards_of_threads_that_live_and_are_idle_are_merged() {
    attachment!(Pool);
    const THREADS: usize = 256;
    let registry = Registry::<Pool>::new(Options::default(), true);
    let (step, start) = (Barrier::new(THREADS + 1), Instant::now());
    let names: Vec<String> = (0..100).map(|index| format!("tool-{index}")).collect();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for name in &names {
                    count(&registry, name);
                }
                step.wait(); // all have written
                step.wait(); // the first scrape is over
                count(&registry, &names[0]);
                step.wait(); // one series was written again
                step.wait(); // the others are merged
                for name in &names {
                    count(&registry, name);
                }
            });
        }
        step.wait();
        assert_eq!(Pool::all_threads().shards(), 25_600);
        registry.drop_what_is_idle(start);
        registry.drop_what_is_idle(start + IDLE / 2);
        assert_eq!(Pool::all_threads().shards(), 25_600, "they may be in use");
        step.wait();
        step.wait();
        registry.drop_what_is_idle(start + IDLE);
        assert_eq!(Pool::all_threads().shards(), THREADS, "one of each thread is in use");
        registry.drop_what_is_idle(start + IDLE * 2);
        assert_eq!(Pool::all_threads().shards(), 0);
        assert_eq!(total(&registry), 25_600 + 256);
        step.wait();
    });
    assert_eq!(total(&registry), 2 * 25_600 + 256);
}

#[test]
fn shards_are_bounded() {
    attachment!(Many);
    let registry = Registry::<Many>::new(Options::default(), true);
    let all = u128::try_from(MAX_SHARDS).expect("a small number") + 1_000;
    thread::scope(|scope| {
        let write = || {
            for _ in 0..2 {
                (0..all).for_each(|index| count(&registry, &index.to_string()));
            }
            assert_eq!(Many::all_threads().shards(), MAX_SHARDS);
        };
        scope.spawn(write).join().expect("no panic");
    });
    assert_eq!(total(&registry), 2 * all);
    assert_eq!(Many::all_threads().shards(), 0, "the thread has ended");
}
