//! Lists the measures; each runs in a process of its own.

mod attributes;
mod calls;
mod memory;
pub mod metered;
mod scrape;
mod stream;
mod threads;

use crate::work::{MODEL, agent};
use agent_metrics::{Config, TokenUsage, pricing::estimate};
use std::{thread, time::Duration};

pub const NAMES: &[&str] = &["calls", "threads", "attributes", "stream", "scrape", "memory"];

pub fn run(name: &str) {
    get_ready();
    match name {
        "calls" => calls::measure_all(),
        "threads" => threads::measure_all(),
        "attributes" => attributes::measure_all(),
        "stream" => stream::measure_all(),
        "scrape" => scrape::measure_all(),
        "memory" => memory::measure_all(),
        other => panic!("there is no measure `{other}`: {NAMES:?}"),
    }
}

/// What happens once in a program's life, before anything is measured: the price book is loaded and the clock measured.
fn get_ready() {
    agent_metrics::init(Config::new().series_cap(200_000)).expect("the first to do it");
    estimate(MODEL, &TokenUsage::new().input(1)).expect("a model that has a price");
    drop(metered::explicit(agent(0)));
    thread::sleep(Duration::from_millis(300));
}
