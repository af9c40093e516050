//! Checks that what hangs in one place (a collector, the blocking threads of an app) silences no server.

use super::client::get;
use crate::{Config, Metrics};
use prometheus::{
    IntCounter,
    core::{Collector, Desc},
    proto::MetricFamily,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
    mpsc,
};

/// A collector that hangs until the other end of its channel is dropped.
struct Hangs {
    counter: IntCounter,
    until: parking_lot::Mutex<mpsc::Receiver<()>>,
    entered: Arc<AtomicUsize>,
}

impl Hangs {
    fn new(name: &str) -> (Self, Arc<AtomicUsize>, mpsc::Sender<()>) {
        let (end, until) = mpsc::channel();
        let counter = IntCounter::new(name, "Hangs.").expect("it is right");
        let entered = Arc::<AtomicUsize>::default();
        (Self { counter, until: parking_lot::Mutex::new(until), entered: Arc::clone(&entered) }, entered, end)
    }
}

impl Collector for Hangs {
    fn desc(&self) -> Vec<&Desc> {
        self.counter.desc()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.entered.fetch_add(1, SeqCst);
        let _ = self.until.lock().recv();
        self.counter.collect()
    }
}

fn has(text: &str, line: &str) -> bool {
    text.lines().any(|shown| shown == line)
}

#[test]
fn a_collector_that_hangs_hides_itself_and_is_entered_once() {
    let [metrics, other] = [(); 2].map(|()| Metrics::new(Config::new()).expect("it is right"));
    let (hangs, entered, end) = Hangs::new("hangs_total");
    let (also, also_entered, also_end) = Hangs::new("also_total");
    let jobs = IntCounter::new("jobs_total", "Jobs.").expect("it is right");
    for collector in [Box::new(hangs) as Box<dyn Collector>, Box::new(also), Box::new(jobs)] {
        metrics.registry().register(collector).expect("it is new");
    }
    let [server, of_other] = [&metrics, &other].map(|metrics| metrics.serve_blocking("127.0.0.1:0").expect("a port"));
    let [address, of_other] = [&server, &of_other].map(|server| server.local_addr().expect("it listens"));
    let scrape = std::thread::spawn(move || get(address, "/metrics"));
    assert_eq!(get(of_other, "/metrics").status, 200);
    scrape.join().expect("an answer");
    for scrape in 2..=5 {
        let answer = get(address, "/metrics");
        assert!(has(answer.text(), "jobs_total 0"), "{}", answer.text());
        assert!(!answer.text().contains("\nhangs_total "));
        for name in ["hangs_total", "also_total"] {
            let errors = format!("agent_collector_errors_total{{collector=\"{name}\"}} {scrape}");
            assert!(has(answer.text(), &errors), "{errors} in {}", answer.text());
        }
    }
    assert_eq!([entered.load(SeqCst), also_entered.load(SeqCst)], [1, 1], "one thread each");
    // Once it is done it is shown again.
    drop((end, also_end));
    while !has(get(address, "/metrics").text(), "hangs_total 0") {}
}

#[test]
fn a_collector_behind_the_registry_hides_no_series() {
    let metrics = Metrics::new(Config::new()).expect("it is right");
    let (hangs, entered, _end) = Hangs::new("hangs_total");
    metrics.registry().clone().register(Box::new(hangs)).expect("it is new");
    let server = metrics.serve_blocking("127.0.0.1:0").expect("a port");
    for scrape in 1..=3 {
        let answer = get(server.local_addr().expect("it listens"), "/metrics");
        assert!(answer.text().contains("\n# TYPE agent_llm_requests_total counter\n"));
        let errors = format!("agent_collector_errors_total{{collector=\"registry\"}} {scrape}");
        assert!(has(answer.text(), &errors), "{}", answer.text());
    }
    assert_eq!(entered.load(SeqCst), 1);
}

/// The blocking threads of an app are all busy: neither the router in it nor another server needs one.
#[test]
fn busy_blocking_threads_silence_nothing() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).max_blocking_threads(1).enable_io().build();
    let runtime = runtime.expect("a runtime");
    let (end, until) = mpsc::channel::<()>();
    runtime.spawn_blocking(move || until.recv());
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port");
    let app = listener.local_addr().expect("it listens");
    runtime.spawn(async { axum::serve(listener, crate::router::<()>()).await });
    let server = crate::serve_blocking("127.0.0.1:0").expect("a free port");
    for address in [app, server.local_addr().expect("it listens")] {
        assert_eq!(get(address, "/metrics").status, 200);
    }
    drop(end);
}
