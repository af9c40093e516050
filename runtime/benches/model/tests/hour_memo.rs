//! The price of an hour is read whole or not at all.
#![allow(missing_docs)]

use agent_metrics_model::{Flat, HourMemo};
use loom::{sync::Arc, thread};

fn flat(number: u64) -> Flat {
    Flat { rate: number, generation: number }
}

fn nobody_reads_a_mixture<const FENCED: bool>() {
    loom::model(|| {
        let memo = Arc::new(HourMemo::<FENCED>::default());
        memo.set(flat(1), 1);
        let writer = {
            let memo = Arc::clone(&memo);
            thread::spawn(move || memo.set(flat(2), 2))
        };
        if let Some(known) = memo.read() {
            assert_eq!(known, flat(known.rate), "a mixture");
        }
        writer.join().unwrap();
        assert_eq!(memo.read(), Some(flat(2)));
    });
}

#[test]
fn what_is_read_is_whole() {
    nobody_reads_a_mixture::<true>();
}

#[test]
fn what_two_wrote_at_once_is_whole() {
    loom::model(|| {
        let memo = Arc::new(HourMemo::<true>::default());
        let writers = [1, 2].map(|number| {
            let memo = Arc::clone(&memo);
            thread::spawn(move || memo.set(flat(number), number))
        });
        if let Some(known) = memo.read() {
            assert_eq!(known, flat(known.rate));
        }
        for writer in writers {
            writer.join().unwrap();
        }
        let known = memo.read().expect("at least one of them got through");
        assert_eq!(known, flat(known.rate));
    });
}

#[test]
#[should_panic(expected = "a mixture")]
fn without_the_fences_someone_does() {
    nobody_reads_a_mixture::<false>();
}

/// Else a thread that is interrupted between the two would take the price of the hour before for that of the hour that has
/// just begun.
#[test]
fn the_end_of_the_hour_is_read_with_the_price() {
    loom::model(|| {
        let memo = Arc::new(HourMemo::<true>::default());
        memo.set(flat(1), 100);
        let writer = {
            let memo = Arc::clone(&memo);
            thread::spawn(move || memo.set(flat(2), 200))
        };
        let known = memo.get(150);
        assert_ne!(known, Some(flat(1)), "the price of the hour before");
        writer.join().unwrap();
    });
}
