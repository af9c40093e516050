//! Starts and stops a server on executors other than tokio's, and on none.

use super::client::{block_on, get};
use crate::{Server, serve, serve_blocking};
use std::net::SocketAddr;
use tokio::runtime::{Builder, Runtime};

async fn serves() {
    let server = serve("127.0.0.1:0").await.expect("a free port");
    // The client blocks the runtime here: the server answers all the same.
    assert_eq!(get(server.local_addr().expect("it listens"), "/metrics").status, 200);
    server.shutdown().await;
}

#[test]
fn tokio_of_every_flavour() {
    let runtimes: [fn() -> std::io::Result<Runtime>; 4] = [
        || Builder::new_current_thread().enable_all().build(),
        || Builder::new_multi_thread().worker_threads(1).enable_all().build(),
        || Builder::new_current_thread().build(),
        || Builder::new_multi_thread().worker_threads(1).enable_time().build(),
    ];
    for runtime in runtimes {
        let runtime = runtime().expect("a runtime");
        runtime.block_on(serves());
        runtime.block_on(async { tokio::spawn(serves()).await }).expect("no panic");
    }
}

#[test]
fn an_executor_that_is_no_tokio() {
    block_on(serves());
}

#[test]
fn no_executor() {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    assert_eq!(get(server.local_addr().expect("it listens"), "/metrics").status, 200);
}

/// Waiting for the socket must not panic where tokio forbids its own ways to wait.
#[tokio::test]
async fn without_async_inside_of_async() {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    assert_eq!(get(server.local_addr().expect("it listens"), "/health").status, 200);
    server.shutdown().await;
}

/// The server outlives the runtime that it was awaited on.
#[test]
fn the_runtime_may_end_first() {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let server = runtime.block_on(serve("127.0.0.1:0")).expect("a free port");
    drop(runtime);
    assert_eq!(get(server.local_addr().expect("it listens"), "/metrics").status, 200);
}

#[test]
fn every_kind_of_address() {
    let number: SocketAddr = "127.0.0.1:0".parse().expect("an address");
    let servers: [Server; 4] = [
        block_on(serve(number)).expect("a free port"),
        block_on(serve("127.0.0.1:0")).expect("a free port"),
        block_on(serve("127.0.0.1:0".to_owned())).expect("a free port"),
        block_on(serve(&"127.0.0.1:0".to_owned())).expect("a free port"),
    ];
    for server in &servers {
        assert_eq!(get(server.local_addr().expect("it listens"), "/health").status, 200);
    }
}

#[test]
fn it_can_go_to_other_threads() {
    fn sent<T: Send>(value: T) -> T {
        value
    }
    fn shared<T: Sync>(_: &T) {}
    let server = block_on(sent(serve("127.0.0.1:0"))).expect("a free port");
    shared(&server);
    block_on(sent(sent(server).shutdown()));
}
