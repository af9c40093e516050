//! A scrape, a line; the same label sets in `prometheus` beside it.

use super::metered;
use crate::{
    harness::time_on_core,
    references::by_hand,
    table::{Budget, nanoseconds, row, section},
    work::agent,
};
use std::hint::black_box;

pub fn measure_all() {
    let mut filled = 0;
    for sets in [1_000, 10_000, 100_000] {
        for set in filled..sets {
            drop(metered::explicit(agent(set)));
            drop(by_hand::llm(agent(set)));
        }
        filled = sets;
        section(&format!("A scrape of {sets} LLM label sets, a line; the reference is `prometheus`"));
        one(sets);
    }
}

fn one(sets: usize) {
    let rounds = (100_000 / sets).clamp(3, 25);
    let lines = |text: &[u8]| text.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"#")).count();
    let (ours, reference) = (lines(agent_metrics::render().as_bytes()), lines(&by_hand::scrape()));
    let (mut our_times, mut reference_times) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        our_times.push(a_line(ours, || drop(black_box(agent_metrics::render()))));
        reference_times.push(a_line(reference, || drop(by_hand::scrape())));
    }
    let (our, reference_time) = (quartile(our_times), quartile(reference_times));
    row(&format!("`gather()` and `TextEncoder`, {reference} lines"), &nanoseconds(reference_time), 1.0, &[]);
    let ratio = reference_time / our;
    // 150 ns where the reference takes 812.
    let budgets = [Budget::new("≤ 150 ns of the reference's 812: ≥ 5.4 × faster", ratio >= 812.0 / 150.0)];
    let budgets: &[Budget] = if sets == 10_000 { &budgets } else { &[] };
    row(&format!("**`render()`**, {ours} lines"), &nanoseconds(our), ratio, budgets);
}

#[allow(clippy::cast_precision_loss)] // few lines
fn a_line(lines: usize, scrape: impl FnOnce()) -> f64 {
    let start = time_on_core();
    scrape();
    (time_on_core() - start) / lines as f64
}

fn quartile(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 4]
}
