//! A process that is forked from a metered one prices, renders and serves. (Each test forks before anything else, so that what it does
//! is done in processes of its own.)
#![cfg(all(feature = "metrics", unix))]
#![allow(missing_docs)]

use agent_metrics::{
    Config, Metrics, Server, TokenUsage, init, llm_metered,
    prometheus::{
        IntCounter,
        core::{Collector, Desc},
        proto::MetricFamily,
    },
    render, serve_blocking,
};
use agent_metrics_tests::Reply;
use fork::{Fork, fork, waitpid_nohang};
use futures::executor;
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    panic::{AssertUnwindSafe, catch_unwind},
    process, thread,
    time::{Duration, Instant},
};

/// Runs it in a forked process; true if it did not panic there. The limit only keeps a failure from hanging.
fn in_child(run: impl FnOnce()) -> bool {
    match fork().unwrap() {
        Fork::Child => process::exit(i32::from(catch_unwind(AssertUnwindSafe(run)).is_err())),
        Fork::Parent(child) => {
            let start = Instant::now();
            loop {
                if let Some(status) = waitpid_nohang(child).unwrap() {
                    return status == 0;
                }
                assert!(start.elapsed() < Duration::from_secs(120), "the child hangs");
                thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

/// 2.5 dollars.
#[llm_metered(model = "gpt-4o", agent_id = "bot-1", tier = "worker")]
fn ask() -> Reply {
    Reply::with("", TokenUsage::new().input(1_000_000))
}

const LABELS: &str = r#"{agent_id="bot-1",model="gpt-4o",tier="worker"}"#;

fn has(text: &str, family: &str, value: &str) -> bool {
    text.lines().any(|line| line == format!("agent_{family}{LABELS} {value}"))
}

#[test]
fn a_child_prices_what_it_calls_after_init() {
    assert!(in_child(|| {
        init(Config::new()).unwrap();
        assert!(in_child(|| {
            ask();
            let text = render();
            assert!(has(&text, "llm_estimated_cost_dollars", "2.5"), "{text}");
        }));
        // Who forks again, and has recorded before, goes on from there.
        ask();
        assert!(in_child(|| {
            assert!(in_child(|| {
                ask();
                let text = render();
                assert!(has(&text, "llm_requests_total", "2"), "{text}");
                assert!(has(&text, "llm_estimated_cost_dollars", "5"), "{text}");
            }));
        }));
        let text = render();
        assert!(has(&text, "llm_estimated_cost_dollars", "2.5"), "{text}");
    }));
}

/// Without `init`, a thread loads the prices after the first call; the fork comes between.
#[test]
fn a_child_of_a_process_that_loads_its_prices_renders() {
    for milliseconds in [0, 20] {
        assert!(in_child(|| {
            ask();
            thread::sleep(Duration::from_millis(milliseconds));
            assert!(in_child(|| {
                ask();
                let text = render();
                assert!(has(&text, "llm_requests_total", "2"), "{text}");
                let priced = has(&text, "llm_estimated_cost_dollars", "5");
                // The lock of the library that decodes them may be lost: then the tokens are known to be without a price.
                assert!(priced || has(&text, "llm_unpriced_tokens_total", "2000000"), "{text}");
            }));
        }));
    }
}

#[test]
fn a_child_serves() {
    assert!(in_child(|| {
        let mut server = Some(serve_blocking("127.0.0.1:0").unwrap());
        let address = server.as_ref().and_then(Server::local_addr).unwrap();
        assert!(in_child(|| {
            // Its thread is the parent's: there is nothing to wait for.
            executor::block_on(server.take().unwrap().shutdown());
            ask();
            let own = serve_blocking("127.0.0.1:0").unwrap();
            let text = scrape(own.local_addr().unwrap());
            assert!(has(&text, "llm_requests_total", "1"), "{text}");
        }));
        // That of the parent goes on, without what the child recorded.
        let text = scrape(address);
        assert!(text.contains("# TYPE agent_llm_requests_total counter\n"));
        assert!(!has(&text, "llm_requests_total", "1"), "{text}");
    }));
}

fn scrape(address: std::net::SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// A collector that hangs in one process.
struct HangsIn(u32, IntCounter);

impl Collector for HangsIn {
    fn desc(&self) -> Vec<&Desc> {
        self.1.desc()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        while process::id() == self.0 {
            thread::sleep(Duration::from_secs(1));
        }
        self.1.collect()
    }
}

#[test]
fn a_collector_that_hangs_in_the_parent_is_shown_by_the_child() {
    assert!(in_child(|| {
        let metrics = Metrics::new(Config::new()).unwrap();
        let jobs = IntCounter::new("jobs_total", "Jobs.").unwrap();
        metrics.registry().register(Box::new(HangsIn(process::id(), jobs))).unwrap();
        assert!(!metrics.render().contains("\njobs_total 0\n"));
        assert!(in_child(|| assert!(metrics.render().contains("\njobs_total 0\n"))));
    }));
}
