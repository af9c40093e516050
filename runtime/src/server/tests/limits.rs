//! Checks the bounds on clients: heads that are too long, bytes that are no HTTP, bodies that never come, crowds.

use super::client::{answer, connect, get};
use crate::serve_blocking;
use std::io::{Read as _, Write as _};

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
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000000\r\n\r\n").expect("it reads");
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
