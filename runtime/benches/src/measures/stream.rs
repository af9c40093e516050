//! Measures a stream of a thousand items, of which the last reports the usage.

use super::metered::now;
use crate::{
    harness::{Case, measure},
    table::{nanoseconds, row, section},
    work::agent,
};
use agent_metrics::{LlmResponse, TokenUsage, llm_metered};
use futures::{Stream, StreamExt, stream};
use std::{hint::black_box, time::Instant};

const ITEMS: u32 = 1_000;

struct Delta(Option<TokenUsage>);

impl LlmResponse for Delta {
    fn usage(&self) -> Option<TokenUsage> {
        self.0
    }
}

fn deltas() -> impl Stream<Item = Delta> {
    stream::iter(0..ITEMS).map(|item| {
        let is_last = black_box(item) == ITEMS - 1;
        Delta(is_last.then(|| TokenUsage::new().input(1_200_u32).output(ITEMS)))
    })
}

#[llm_metered(stream, agent_id = agent, model = "gpt-4o", tier = "worker")]
fn metered(agent: &str) -> impl Stream<Item = Delta> {
    deltas()
}

/// The first token's time and the last usage, nothing recorded.
fn noted_by_hand() -> impl Stream<Item = Delta> {
    let (start, mut first, mut usage) = (Instant::now(), None, None);
    deltas().inspect(move |delta| {
        first.get_or_insert_with(|| start.elapsed());
        usage = delta.0.or(usage);
        black_box((&first, &usage));
    })
}

fn drain(items: impl Stream<Item = Delta>) {
    now(items.for_each(|item| {
        black_box(item);
        std::future::ready(())
    }));
}

pub fn measure_all() {
    let cases = [
        Case::new("the plain stream", 1, |_| drain(deltas())),
        Case::new("first token and usage noted by hand", 1, |_| drain(noted_by_hand())),
        Case::new("**`#[llm_metered(stream)]`**", 1, |set| drain(metered(agent(set)))),
    ];
    section("A stream of 1,000 items, an item; the reference is the plain stream");
    let figures = measure(1, &cases);
    let plain = figures.of("the plain stream");
    for (name, figure) in figures.iter() {
        row(name, &nanoseconds(figure / f64::from(ITEMS)), plain / figure, &[]);
    }
}
