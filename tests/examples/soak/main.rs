//! Overloads a process: threads record as fast as they can, with failures, panics, aborts and more label sets than the cap,
//! while scrapers read and silent clients hold connections. At the end every total is exact, and memory has not grown.
//!
//! `.ci/soak` runs it: `soak [SECONDS]`.
#![allow(missing_docs)]

mod load;
mod scraper;

use agent_metrics::{Config, serve_blocking};
use load::Ledger;
use std::{
    env, fs,
    net::TcpStream,
    panic,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

/// Megabytes that the process may grow by once all label sets have been seen.
const GROWTH: u64 = 64;

fn main() {
    let seconds = env::args().nth(1).map_or(60, |seconds| seconds.parse().expect("a number of seconds"));
    let over = Instant::now() + Duration::from_secs(seconds);
    panic::set_hook(Box::new(|panic| {
        let panic = panic.to_string();
        if !panic.contains(load::MEANT) {
            eprintln!("{panic}");
        }
    }));
    let config = Config::new().series_cap(400).price("m", load::price());
    agent_metrics::init(config).expect("the first configuration");
    let server = serve_blocking("127.0.0.1:0").expect("a server: build with the feature `metrics`");
    let address = server.local_addr().expect("it listens");
    let ledger = Ledger::default();
    let stop = AtomicBool::new(false);
    let (scrapes, warm) = thread::scope(|scope| {
        for thread in 0..6 {
            let (ledger, stop) = (&ledger, &stop);
            scope.spawn(move || {
                for round in 0_u64.. {
                    if stop.load(Relaxed) {
                        break;
                    }
                    (0..1_000).for_each(|step| load::act(ledger, thread + 6 * (step + 1_000 * round)));
                    // A thread that comes and goes.
                    thread::scope(|scope| _ = scope.spawn(|| (0..10).for_each(|step| load::act(ledger, step + round))));
                }
            });
        }
        let stop = &stop;
        let scrapers =
            [false, true].map(|open_metrics| scope.spawn(move || scraper::watch(address, open_metrics, stop)));
        let _silent: Vec<_> = (0..10).filter_map(|_| TcpStream::connect(address).ok()).collect();
        thread::sleep(over.saturating_duration_since(Instant::now()) / 3);
        let warm = resident();
        thread::sleep(over.saturating_duration_since(Instant::now()));
        stop.store(true, Relaxed);
        let count: u64 = scrapers.into_iter().map(|scraper| scraper.join().expect("a scraper")).sum();
        (count, warm)
    });
    let grown = resident().saturating_sub(warm);
    let totals = ledger.check(&agent_metrics::render());
    println!("{totals}, {scrapes} scrapes, {grown} MB more than after a third of the time");
    assert!(scrapes >= seconds / 2, "only {scrapes} scrapes in {seconds} s");
    assert!(grown <= GROWTH, "memory grew by {grown} MB");
}

/// The megabytes of memory that the process holds; 0 where the system does not tell.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
