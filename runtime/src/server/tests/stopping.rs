//! Checks how a server stops: by its handle, when it is dropped, and while requests are running.

use super::client::{answer, block_on, connect, get};
use crate::{
    Server, serve, serve_blocking,
    server::{address::Address, thread::start},
};
use axum::{Router, routing};
use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

fn address(server: &Server) -> SocketAddr {
    server.local_addr().expect("it listens")
}

/// Waits until the port can be taken again; the limit only keeps a failure from hanging.
fn becomes_free(address: SocketAddr) {
    let start = Instant::now();
    while let Err(error) = TcpListener::bind(address) {
        assert!(start.elapsed() < Duration::from_secs(120), "{error}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn shutdown_frees_the_port() {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    let address = address(&server);
    assert_eq!(get(address, "/metrics").status, 200);
    block_on(server.shutdown());
    let again = serve_blocking(address).expect("the port is free");
    assert_eq!(get(address, "/metrics").status, 200);
    block_on(again.shutdown());
}

#[test]
fn a_drop_frees_the_port() {
    let first = serve_blocking("127.0.0.1:0").expect("a free port");
    let address = address(&first);
    drop(first);
    for _ in 0..100 {
        let server = serve_blocking(address).expect("the port is free at once");
        assert_eq!(get(address, "/health").status, 200);
        drop(server);
        drop(TcpListener::bind(address).expect("the port is free at once"));
    }
}

#[test]
fn a_start_that_is_dropped_leaves_no_server() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let mut starting = std::pin::pin!(serve(free));
        std::future::poll_fn(|context| {
            let _ = starting.as_mut().poll(context);
            std::task::Poll::Ready(())
        })
        .await;
    });
    becomes_free(free);
}

#[test]
fn a_request_in_flight_is_finished() {
    let (entered, in_flight) = mpsc::channel();
    let slow = async move || {
        let _ = entered.send(());
        tokio::time::sleep(Duration::from_millis(300)).await;
        "finished"
    };
    let (sender, announced) = mpsc::channel();
    let routes = Router::new().route("/slow", routing::get(slow));
    start(Address::parse("127.0.0.1:0".into()).expect("an address"), Vec::new(), routes, move |server| {
        let _ = sender.send(server);
    })
    .expect("a thread");
    let server = announced.recv().expect("an announcement").expect("a free port");
    let address = address(&server);

    let client = thread::spawn(move || get(address, "/slow"));
    in_flight.recv().expect("the request is there");
    block_on(server.shutdown());
    drop(TcpListener::bind(address).expect("the port is free"));
    let answer = client.join().expect("an answer");
    assert_eq!((answer.status, answer.text()), (200, "finished"));
}

#[test]
fn an_idle_connection_does_not_hold_it_up() {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    let silent = connect(address(&server));
    let mut idle = connect(address(&server));
    idle.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("it reads");
    assert!(idle.read(&mut [0; 1024]).expect("an answer") > 0);
    // A server that waits for a request to be completed stops after its limit: this one stops before.
    let waits = serve_blocking("127.0.0.1:0").expect("a free port");
    let mut incomplete = connect(address(&waits));
    incomplete.write_all(b"GET /metrics HTTP/1.1\r\nho").expect("it reads");
    thread::sleep(Duration::from_millis(50));
    let waiting = thread::spawn(move || block_on(waits.shutdown()));
    block_on(server.shutdown());
    assert!(!waiting.is_finished(), "it waited as long as for a request");
    waiting.join().expect("it stops, too");
    for mut stream in [idle, silent] {
        assert_eq!(stream.read(&mut [0; 1024]).ok(), Some(0), "it is closed");
    }
}

#[test]
fn a_client_in_the_middle_of_a_request_is_not_waited_for_for_ever() {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    let mut stream = connect(address(&server));
    stream.write_all(b"GET /metrics HTTP/1.1\r\nho").expect("it reads");
    thread::sleep(Duration::from_millis(50));
    block_on(server.shutdown()); // or the test hangs
}

#[test]
fn a_client_may_still_end_its_request() {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    let mut stream = connect(address(&server));
    stream.write_all(b"GET /health HTTP/1.1\r\nho").expect("it reads");
    thread::sleep(Duration::from_millis(50));
    drop(server);
    thread::sleep(Duration::from_millis(50));
    stream.write_all(b"st: localhost\r\n\r\n").expect("it reads");
    assert_eq!(answer(&mut stream).text(), "ok\n");
}
