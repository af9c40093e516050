//! What is measured; each in a process of its own.

mod attributes;
mod calls;
mod memory;
pub mod metered;
mod scrape;
mod stream;
mod threads;

pub const NAMES: &[&str] = &["calls", "threads", "attributes", "stream", "scrape", "memory"];

pub fn run(name: &str) {
    crate::work::get_ready();
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
