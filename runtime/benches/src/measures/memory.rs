//! Measures the memory that a label set of an LLM call keeps.

use super::metered;
use crate::{
    allocator::bytes_kept,
    references::by_hand,
    table::{Budget, row, section},
    work::agent,
};
use std::sync::{
    Barrier,
    atomic::{AtomicIsize, Ordering::Relaxed},
};

const SETS: usize = 10_000;

pub fn measure_all() {
    section("Memory a LLM label set (10,000 of them), bytes allocated; the reference is by hand");
    drop(by_hand::llm(agent(0)));
    let reference = kept(|| (1..=SETS).for_each(|set| drop(by_hand::llm(agent(set)))));
    row("by hand with `prometheus`", &bytes(reference), 1.0, &[]);
    let ours = kept(|| (1..=SETS).for_each(|set| drop(metered::explicit(agent(set)))));
    let budget = [Budget::new("≤ 1.5 KB", ours <= 1_500.0)];
    row("**`#[llm_metered]`**, one thread writes", &bytes(ours), reference / ours, &budget);
    let more = two_more_threads() / 2.0;
    row("**the same**, each further thread that writes all of them", &bytes(more), reference / more, &[]);
}

/// While both of them live: their shards are given back when they end.
fn two_more_threads() -> f64 {
    let (written, counted, bytes) = (Barrier::new(3), Barrier::new(3), AtomicIsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                written.wait();
                (1..=SETS).for_each(|set| drop(metered::explicit(agent(set))));
                counted.wait();
            });
        }
        let kept = bytes_kept(|| {
            written.wait();
            counted.wait();
        });
        bytes.store(kept, Relaxed);
    });
    a_set(bytes.load(Relaxed))
}

fn kept(fill: impl FnOnce()) -> f64 {
    a_set(bytes_kept(fill))
}

#[allow(clippy::cast_precision_loss)] // few bytes
fn a_set(bytes: isize) -> f64 {
    bytes as f64 / SETS as f64
}

fn bytes(bytes: f64) -> String {
    format!("{bytes:.0} B")
}
