//! The least that could be done: the clock, and cells whose place is known.

use super::clocks::COUNTER;
use crate::work::{Answer, complete};
use std::{
    array,
    cell::Cell,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Instant,
};

/// Requests, three kinds of tokens, money; the sum and the buckets of the duration.
const CELLS: usize = 18;
const BOUNDS: [u64; 11] = [1, 2, 5, 10, 25, 50, 100, 150, 300, 600, 1_200];

thread_local! {
    static OWN: [Cell<u64>; CELLS] = const { [const { Cell::new(0) }; CELLS] };
}

static SHARED: [AtomicU64; CELLS] = [const { AtomicU64::new(0) }; CELLS];

fn amounts(answer: &Answer, nanoseconds: u64) -> [(usize, u64); 7] {
    let bucket = BOUNDS.iter().position(|bound| nanoseconds <= *bound * 100_000_000).unwrap_or(BOUNDS.len());
    let tokens =
        answer.as_ref().map_or([0; 3], |response| [response.input - response.cached, response.cached, response.output]);
    let dollars = tokens[0] * 2_500_000 + tokens[1] * 1_250_000 + tokens[2] * 10_000_000;
    let cells = [1, tokens[0], tokens[1], tokens[2], dollars, nanoseconds, 1];
    array::from_fn(|index| (if index == 6 { 6 + bucket } else { index }, cells[index]))
}

fn add_to_own(answer: &Answer, nanoseconds: u64) {
    OWN.with(|own| {
        for (cell, amount) in amounts(answer, nanoseconds) {
            own[cell].set(own[cell].get() + amount);
        }
    });
}

#[allow(clippy::cast_possible_truncation)] // it does not take centuries
fn nanoseconds(start: Instant) -> u64 {
    start.elapsed().as_nanos() as u64
}

#[inline(never)]
pub fn own_cells(agent: &str) -> Answer {
    let start = Instant::now();
    let answer = complete(agent);
    add_to_own(&answer, nanoseconds(start));
    answer
}

#[inline(never)]
pub fn own_cells_and_counter(agent: &str) -> Answer {
    let clock = &*COUNTER;
    let start = clock.raw();
    let answer = complete(agent);
    add_to_own(&answer, clock.delta_as_nanos(start, clock.raw()));
    answer
}

#[inline(never)]
pub fn shared_cells(agent: &str) -> Answer {
    let start = Instant::now();
    let answer = complete(agent);
    for (cell, amount) in amounts(&answer, nanoseconds(start)) {
        SHARED[cell].fetch_add(amount, Relaxed);
    }
    answer
}
