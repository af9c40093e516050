//! No count is lost, none is seen twice, and no sum falls, while threads write, end, and are read.

use super::{
    cells::{Cells, Layout, Shard},
    dropped::add_cells,
    schema::{COST, GroupSchema, SCALARS, SumBy},
    series::{Series, SeriesId},
    series_attachment::SeriesAttachment,
    sync::Mutex,
    series_table::Table,
};
use loom::{
    model::Builder,
    sync::{
        Arc,
        atomic::{
            AtomicU64,
            Ordering::{Acquire, Release},
        },
    },
    thread,
};
use std::time::{Duration, Instant};

#[derive(Debug)]
struct Nothing;

impl SeriesAttachment for Nothing {
    type OfSeries = ();
    type OfThread = ();
}

struct Storage {
    layout: Layout,
    series: Series<Nothing>,
}

impl Storage {
    fn new() -> Arc<Self> {
        let layout = Layout::new(&GroupSchema { histograms: &[] }, |_| None);
        Arc::new(Self { layout, series: Series::new(0, &["agent_id"], &["bot"]) })
    }

    fn write(&self, shard: &Shard, write: impl FnOnce(Cells<'_>)) {
        write(self.series.cells(&self.layout, shard).expect("its width"));
    }

    /// Without the yield loom would let this thread read before the others have begun.
    fn read(&self) -> [u128; SCALARS] {
        thread::yield_now();
        let mut sums = [0; SCALARS];
        self.series.read(&mut sums);
        sums
    }
}

/// Tries every order in which threads are interrupted at most three times.
fn model(run: impl Fn() + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(3);
    builder.max_branches = 100_000;
    builder.check(run);
}

#[test]
fn a_thread_that_ends_hands_its_counts_over() {
    model(|| {
        let storage = Storage::new();
        let writer = {
            let storage = Arc::clone(&storage);
            thread::spawn(move || {
                let shard = storage.series.attach_shard(&storage.layout);
                storage.write(&shard, |cells| cells.add(COST, 2));
                storage.series.detach_shard(&shard);
                // The thread is ending, and something in it still records.
                storage.series.with_base(&storage.layout, |cells| cells.add(COST, 1));
            })
        };
        let (first, second) = (storage.read()[COST.index()], storage.read()[COST.index()]);
        assert!(first <= second && second <= 3, "{first} {second}");
        writer.join().unwrap();
        assert_eq!(storage.read()[COST.index()], 3);
    });
}

#[test]
fn two_threads_lose_no_count() {
    model(|| {
        let storage = Storage::new();
        let writers = [1, 2].map(|amount| {
            let storage = Arc::clone(&storage);
            thread::spawn(move || {
                let shard = storage.series.attach_shard(&storage.layout);
                storage.write(&shard, |cells| cells.add(COST, amount));
                storage.series.detach_shard(&shard);
            })
        });
        for writer in writers {
            writer.join().unwrap();
        }
        assert_eq!(storage.read()[COST.index()], 3);
    });
}

#[test]
fn a_scrape_has_all_that_was_recorded_before_it() {
    model(|| {
        let (storage, recorded) = (Storage::new(), Arc::new(AtomicU64::new(0)));
        let writer = {
            let (storage, recorded) = (Arc::clone(&storage), Arc::clone(&recorded));
            thread::spawn(move || {
                let shard = storage.series.attach_shard(&storage.layout);
                for number in 1..=2 {
                    storage.write(&shard, |cells| cells.count(COST));
                    recorded.store(number, Release);
                }
                storage.series.detach_shard(&shard);
            })
        };
        let before = recorded.load(Acquire);
        assert!(storage.read()[COST.index()] >= before.into());
        writer.join().unwrap();
    });
}

#[test]
fn a_full_cell_is_carried_as_a_whole() {
    model(|| {
        let storage = Storage::new();
        let shard = storage.series.attach_shard(&storage.layout);
        storage.write(&shard, |cells| cells.add(COST, u64::MAX));
        let writer = {
            let storage = Arc::clone(&storage);
            thread::spawn(move || storage.write(&shard, |cells| cells.add(COST, 5)))
        };
        let read = storage.read()[COST.index()];
        let full = u128::from(u64::MAX);
        assert!([full, full + 5].contains(&read), "{read}");
        writer.join().unwrap();
        assert_eq!(storage.read()[COST.index()], full + 5);
    });
}

/// A scrape reads what is there while another drops an idle series: each amount is in the series, or in what remains of it.
#[test]
fn a_scrape_sees_a_dropped_series_once() {
    model(|| {
        let layout = Layout::new(&GroupSchema { histograms: &[] }, |_| None);
        let mut table = Table::<Nothing>::new(std::iter::empty());
        let ids = ["kept", "idle"].map(|name| table.insert(Series::new(0, &["agent_id"], &[name])).expect("room"));
        for id in ids {
            table.get(id).expect("it exists").with_base(&layout, |cells| cells.add(COST, 1));
        }
        let table = Arc::new(Mutex::new(table));
        let dropper = {
            let table = Arc::clone(&table);
            thread::spawn(move || drop_idle(&table, ids[1]))
        };
        assert_eq!(total(&table), 2);
        dropper.join().unwrap();
        assert_eq!(total(&table), 2);
        assert!(table.lock().get(ids[1]).is_none());
    });
}

fn drop_idle(table: &Mutex<Table<Nothing>>, id: SeriesId) {
    let series = std::sync::Arc::clone(table.lock().get(id).expect("it exists"));
    let mut cells = [0; SCALARS];
    series.read(&mut cells);
    let now = Instant::now();
    series.idle.is_expired(&cells, false, Duration::ZERO, now);
    table.lock().drop_series(&[id], &[SumBy], SCALARS);
}

/// What a scrape sums up.
fn total(table: &Mutex<Table<Nothing>>) -> u128 {
    thread::yield_now();
    let (series, dropped) = {
        let table = table.lock();
        let series: Vec<_> = table.iter().map(|(_, series)| std::sync::Arc::clone(series)).collect();
        (series, std::sync::Arc::clone(&table.dropped))
    };
    let (mut sums, mut cells) = ([0; SCALARS], [0; SCALARS]);
    for series in series {
        series.read(&mut cells);
        add_cells(&mut sums, &cells);
    }
    if let Some(cells) = dropped.of(SumBy, &[]) {
        add_cells(&mut sums, cells);
    }
    sums[COST.index()]
}
