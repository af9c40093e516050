//! Checks the bounds on clients: heads that are too long, bytes that are no HTTP, bodies that never come, crowds.

use super::client::{answer, connect, get};
use crate::{
    Config, Metrics, serve_blocking,
    server::{accept::MAX_CONNECTIONS, connection::HEAD_TIMEOUT},
};
use prometheus::IntCounterVec;
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

#[test]
fn a_head_that_is_too_long_is_refused() {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    let address = server.local_addr().expect("it listens");
    let mut stream = connect(address);
    write!(stream, "GET /metrics HTTP/1.1\r\nx: {}", "x".repeat(16 * 1024)).expect("it reads");
    assert_eq!(answer(&mut stream).status, 431);
    assert_eq!(get(address, "/health").status, 200);
}

#[test]
fn what_is_not_http_is_refused() {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    let address = server.local_addr().expect("it listens");
    let mut stream = connect(address);
    stream.write_all(b"\x16\x03\x01 hello\r\n\r\n").expect("it reads");
    assert_eq!(answer(&mut stream).status, 400);
    assert_eq!(get(address, "/health").status, 200);
}

#[test]
fn a_body_is_not_waited_for() {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    let mut stream = connect(server.local_addr().expect("it listens"));
    stream
        .write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000000\r\n\r\n")
        .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it is closed");
    assert!(answer.ends_with("ok\n"), "{answer}");
}

/// More clients than have a place, all at once: the others wait for theirs.
#[test]
fn a_crowd_is_served() {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    let address = server.local_addr().expect("it listens");
    let clients: Vec<_> = (0..100).map(|_| std::thread::spawn(move || get(address, "/metrics").status)).collect();
    for client in clients {
        assert_eq!(client.join().expect("an answer"), 200);
    }
}

/// Clients that are silent, or in the middle of a request, or that don't read the answer, have all places; a scraper gets one
/// all the same.
#[test]
fn clients_that_keep_a_place_give_way() {
    let metrics = with_a_text_above(8_000_000);
    let server = metrics.serve_blocking("127.0.0.1:0").expect("a free port");
    let address = server.local_addr().expect("it listens");
    for sent in ["", "GET /metrics HTTP/1.1\r\nhost: loc", ASKS] {
        let clients = [(); MAX_CONNECTIONS].map(|()| {
            let mut client = connect(address);
            client.write_all(sent.as_bytes()).expect("it reads");
            client
        });
        let start = Instant::now();
        assert_eq!(get(address, "/health").status, 200);
        // They have waited for no time limit of the others: it took 0.25 seconds, and for those that don't read 1.25.
        assert!(start.elapsed() < HEAD_TIMEOUT, "{sent:?}: {:?}", start.elapsed());
        drop(clients);
    }
}

#[test]
fn a_silent_client_has_five_seconds() {
    assert_eq!(HEAD_TIMEOUT, Duration::from_secs(5));
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    for sent in ["", "GET /metrics HTTP/1.1\r\nhost: loc", "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n"] {
        let mut client = connect(server.local_addr().expect("it listens"));
        client.set_read_timeout(Some(3 * HEAD_TIMEOUT)).expect("a socket");
        client.write_all(sent.as_bytes()).expect("it reads");
        client.read_to_end(&mut Vec::new()).expect("it is closed");
    }
}

const ASKS: &str = "GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// An instance that shows a counter with long labels.
fn with_a_text_above(bytes: usize) -> Metrics {
    let metrics = Metrics::new(Config::new()).expect("it is right");
    let counters = IntCounterVec::new(prometheus::Opts::new("long_total", "Has long labels."), &["label"]);
    let counters = counters.expect("it is right");
    for index in 0..=bytes / 10_000 {
        counters.with_label_values(&[format!("{index:010000}")]).inc();
    }
    metrics.registry().register(Box::new(counters)).expect("it is new");
    metrics
}

/// The texts of clients that don't read are bounded by 64 MiB: of six with 20 MB each, three are in flight at most.
#[test]
fn the_bytes_in_flight_are_bounded() {
    let metrics = with_a_text_above(20_000_000);
    let server = metrics.serve_blocking("127.0.0.1:0").expect("a free port");
    let address = server.local_addr().expect("it listens");
    let clients: Vec<TcpStream> = (0..6)
        .map(|_| {
            let mut client = connect(address);
            client.write_all(ASKS.as_bytes()).expect("it reads");
            // Its text is rendered, so that the next client gets another.
            assert_eq!(client.peek(&mut [0]).ok(), Some(1));
            client
        })
        .collect();
    let whole: Vec<bool> = clients
        .into_iter()
        .map(|mut client| {
            let mut bytes = Vec::new();
            // A connection that is cut may be reset.
            let _ = client.read_to_end(&mut bytes);
            bytes.len() > 20_000_000
        })
        .collect();
    assert_eq!(whole, [false, false, false, true, true, true]);
}
