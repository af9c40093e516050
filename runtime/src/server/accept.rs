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

/// More wait in the system's queue. A scraper needs one.
const MOST_CONNECTIONS: usize = 32;
/// A request's head must be there so soon after the connection, or the request before: no slow client keeps a place. Longer
/// than the usual 15 seconds between two scrapes, so that a scraper can keep its connection.
const HEAD_WITHIN: Duration = Duration::from_secs(20);
/// The size of a request's head; what is longer gets 431. (At most 100 headers: hyper's default.) Bodies are never read.
const LONGEST_HEAD: usize = 16 * 1024;
/// A connection is closed after this time, busy or idle: whoever doesn't read an answer doesn't keep its memory.
const OLDEST: Duration = Duration::from_secs(60);
/// How long a request in flight may take to finish once its connection is to end.
const GRACE: Duration = Duration::from_secs(5);
/// Out of file descriptors, it makes no sense to try again at once.
const AFTER_AN_ERROR: Duration = Duration::from_millis(500);

/// Serves until the other end of `stop` is gone, and then until the requests in flight are answered.
pub(super) async fn accept(listener: TcpListener, routes: Router, mut stop: oneshot::Receiver<Infallible>) {
    let (running, closing) = watch::channel(());
    let mut connections = JoinSet::new();
    loop {
        let room = connections.len() < MOST_CONNECTIONS;
        select! {
            _ = &mut stop => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if room => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, routes.clone(), closing.clone()));
                }
                Err(_) => sleep(AFTER_AN_ERROR).await,
            },
        }
    }
    drop(listener);
    drop(running);
    // Each connection keeps to its own time.
    while connections.join_next().await.is_some() {}
}

/// Serves one client, until it is done, it is too old, or `closing` says so.
async fn connection(stream: TcpStream, routes: Router, mut closing: watch::Receiver<()>) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    let mut connection = pin!(connection);
    select! {
        // An error is the client's: it has gone, or doesn't speak HTTP.
        _ = connection.as_mut() => return,
        _ = closing.changed() => {}
        () = sleep(OLDEST) => {}
    }
    // An idle connection ends here.
    connection.as_mut().graceful_shutdown();
    let _ = timeout(GRACE, connection).await;
}
