//! No count is lost, none is seen twice, and a sum never falls, while threads write, end, and are read.
#![allow(missing_docs)]

use agent_metrics_model::{ACTIVE, REQUESTS, Series, PRESENCE_MASK, add};
use loom::{
    sync::{
        Arc,
        atomic::{
            AtomicU64,
            Ordering::{Acquire, Release},
        },
    },
    thread,
};

#[test]
fn a_thread_that_ends_hands_its_counts_over() {
    loom::model(|| {
        let series = Arc::new(Series::default());
        let writer = {
            let series = Arc::clone(&series);
            thread::spawn(move || {
                let shard = series.attach_shard();
                add(&shard, REQUESTS, 1);
                add(&shard, REQUESTS, 1);
                series.detach_shard(&shard);
                // The thread is ending, and something in it still records.
                series.add_to_base(REQUESTS, 1);
            })
        };
        let (first, second) = (series.read()[REQUESTS], series.read()[REQUESTS]);
        assert!(first <= second && second <= 3, "{first} {second}");
        writer.join().unwrap();
        let sums = series.read();
        assert_eq!(sums[REQUESTS], 3);
        assert_eq!(sums[PRESENCE_MASK], 1 << REQUESTS);
    });
}

#[test]
fn two_threads_lose_no_count() {
    loom::model(|| {
        let series = Arc::new(Series::default());
        let writers = [1, 2].map(|amount| {
            let series = Arc::clone(&series);
            thread::spawn(move || {
                let shard = series.attach_shard();
                add(&shard, REQUESTS, amount);
                series.detach_shard(&shard);
            })
        });
        assert!(series.read()[REQUESTS] <= 3);
        for writer in writers {
            writer.join().unwrap();
        }
        assert_eq!(series.read()[REQUESTS], 3);
    });
}

#[test]
fn a_scrape_has_all_that_was_recorded_before_it() {
    loom::model(|| {
        let (series, recorded) = (Arc::new(Series::default()), Arc::new(AtomicU64::new(0)));
        let writer = {
            let (series, recorded) = (Arc::clone(&series), Arc::clone(&recorded));
            thread::spawn(move || {
                let shard = series.attach_shard();
                for number in 1..=2 {
                    add(&shard, REQUESTS, 1);
                    recorded.store(number, Release);
                }
                series.detach_shard(&shard);
            })
        };
        let before = recorded.load(Acquire);
        assert!(series.read()[REQUESTS] >= before);
        writer.join().unwrap();
    });
}

/// Begun on one thread, ended on another: the shards are below and above zero, their sum is right.
#[test]
fn a_gauge_comes_back_down_on_another_thread() {
    loom::model(|| {
        let series = Arc::new(Series::default());
        let shard = series.attach_shard();
        add(&shard, ACTIVE, 1);
        let other = {
            let series = Arc::clone(&series);
            thread::spawn(move || {
                let shard = series.attach_shard();
                add(&shard, ACTIVE, 1_u64.wrapping_neg());
                series.detach_shard(&shard);
            })
        };
        assert!(series.read()[ACTIVE] <= 1);
        series.detach_shard(&shard);
        other.join().unwrap();
        assert_eq!(series.read()[ACTIVE], 0);
    });
}
