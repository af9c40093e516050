//! Accepts connections until the server is to stop.

use super::connection::connection;
use axum::Router;
use std::{convert::Infallible, io, sync::mpsc, time::Duration};
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
                Err(error) if is_of_the_client(&error) => {}
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

/// True if a client has ended its connection before it was accepted: the next one can be accepted at once.
fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(all(test, target_os = "linux"))] // by the numbers of its errors
mod tests {
    use super::*;

    #[test]
    fn only_an_error_of_this_machine_is_waited_for() {
        let of_the_client = |number| is_of_the_client(&io::Error::from_raw_os_error(number));
        // ECONNABORTED, ECONNRESET, ECONNREFUSED; EMFILE, ENFILE, ENOMEM.
        assert_eq!([103, 104, 111].map(of_the_client), [true; 3]);
        assert_eq!([24, 23, 12].map(of_the_client), [false; 3]);
    }
}
