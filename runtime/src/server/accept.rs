//! Accepts connections until the server is to stop.

use super::connection::connection;
use axum::Router;
use std::{convert::Infallible, sync::mpsc, time::Duration};
use tokio::{
    net::TcpListener,
    select,
    sync::{oneshot, watch},
    task::JoinSet,
    time::sleep,
};

/// The most connections at a time; further ones wait in the system's queue, until older ones have given way. A scraper needs one.
pub(super) const MAX_CONNECTIONS: usize = 128;
/// The pause after a connection could not be accepted, most often for want of file descriptors.
const ACCEPT_ERROR_PAUSE: Duration = Duration::from_millis(500);

/// Serves until the other end of `stop` is dropped, and then until the requests in flight are answered. Drops `listening` once the
/// port is free.
pub(super) async fn accept(
    listener: TcpListener,
    routes: Router,
    mut stop: oneshot::Receiver<Infallible>,
    listening: mpsc::Sender<Infallible>,
) {
    let (running, closing) = watch::channel(());
    let (crowded, is_crowded) = watch::channel(false);
    let mut connections = JoinSet::new();
    loop {
        let room = connections.len() < MAX_CONNECTIONS;
        crowded.send_if_modified(|crowded| std::mem::replace(crowded, !room) == room);
        select! {
            _ = &mut stop => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if room => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, routes.clone(), closing.clone(), is_crowded.clone()));
                }
                Err(_) => sleep(ACCEPT_ERROR_PAUSE).await,
            },
        }
    }
    drop(listener);
    drop(listening);
    drop(running);
    // Each connection bounds its own time.
    while connections.join_next().await.is_some() {}
}
