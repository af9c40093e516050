//! Accepts connections until the server is to stop, and bounds what a client may cost.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{convert::Infallible, pin::pin, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    select,
    sync::{oneshot, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

/// The most connections at a time; further ones wait in the system's queue. A scraper needs one.
const MAX_CONNECTIONS: usize = 32;
/// The time in which a request's head must arrive after the connection or the request before, so that slow clients do not
/// occupy all connections. It is longer than the usual 15 seconds between two scrapes, so a scraper can keep its connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);
/// The largest head of a request in bytes; a longer one is answered with 431. Hyper limits the headers to 100, and bodies are
/// never read.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// The time after which a connection is closed, busy or idle, so that a client that doesn't read an answer doesn't keep its
/// memory.
const MAX_CONNECTION_AGE: Duration = Duration::from_secs(60);
/// The time in which a request in flight has to finish once its connection is to end.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(5);
/// The pause after a connection could not be accepted, most often for want of file descriptors.
const ACCEPT_ERROR_PAUSE: Duration = Duration::from_millis(500);

/// Serves until the other end of `stop` is dropped, and then until the requests in flight are answered.
pub(super) async fn accept(listener: TcpListener, routes: Router, mut stop: oneshot::Receiver<Infallible>) {
    let (running, closing) = watch::channel(());
    let mut connections = JoinSet::new();
    loop {
        let room = connections.len() < MAX_CONNECTIONS;
        select! {
            _ = &mut stop => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if room => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, routes.clone(), closing.clone()));
                }
                Err(_) => sleep(ACCEPT_ERROR_PAUSE).await,
            },
        }
    }
    drop(listener);
    drop(running);
    // Each connection bounds its own time.
    while connections.join_next().await.is_some() {}
}

/// Serves one client, until it is done, it is too old, or `closing` says so.
async fn connection(stream: TcpStream, routes: Router, mut closing: watch::Receiver<()>) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    let mut connection = pin!(connection);
    select! {
        // An error is the client's: it has disconnected, or doesn't speak HTTP.
        _ = connection.as_mut() => return,
        _ = closing.changed() => {}
        () = sleep(MAX_CONNECTION_AGE) => {}
    }
    // An idle connection ends here.
    connection.as_mut().graceful_shutdown();
    let _ = timeout(SHUTDOWN_GRACE, connection).await;
}
