//! Serves one client, and bounds what it may cost.

use super::rendering::Lease;
use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn},
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{future::pending, pin::pin, time::Duration};
use tokio::{net::TcpStream, select, sync::watch, time::sleep};

/// The time in which a request's head must arrive after the connection or the request before. A scraper sends it at once.
pub(super) const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// The largest head of a request in bytes; a longer one is answered with 431. Hyper limits the headers to 100, and bodies are
/// never read.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// The time after which a connection is closed, busy or idle, so that a client that doesn't read an answer doesn't keep its
/// memory.
const MAX_AGE: Duration = Duration::from_secs(30);
/// The time after which a connection gives way, while there is no place for another. A scraper's request has arrived by then.
const MAX_AGE_IN_A_CROWD: Duration = Duration::from_millis(250);
/// The time in which a request in flight has to finish once the server is to stop or its connection is too old.
const GRACE: Duration = Duration::from_secs(5);
/// The time in which a client has to read its answer while there is no place for another.
const GRACE_IN_A_CROWD: Duration = Duration::from_secs(1);

/// How far the client is with its last request.
#[derive(Clone)]
enum Progress {
    /// It has asked for nothing yet.
    Silent,
    Asked,
    /// It reads a text.
    Reads(Lease),
}

/// Serves one client, until it is done, it is too old, it has to give way to another (`crowded`), or the server is `closing`.
pub(super) async fn connection(
    stream: TcpStream,
    routes: Router,
    mut closing: watch::Receiver<()>,
    crowded: watch::Receiver<bool>,
) {
    let (progress, of_client) = watch::channel(Progress::Silent);
    let routes = routes.layer(from_fn(move |request: Request, next: Next| {
        let progress = progress.clone();
        async move {
            progress.send_replace(Progress::Asked);
            let mut response = next.run(request).await;
            if let Some(lease) = response.extensions_mut().remove() {
                progress.send_replace(Progress::Reads(lease));
            }
            response
        }
    }));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    let mut connection = pin!(connection);
    let grace = select! {
        // An error is the client's: it has disconnected, or doesn't speak HTTP.
        _ = connection.as_mut() => return,
        () = cut(of_client.clone()) => return,
        _ = closing.changed() => GRACE,
        () = sleep(MAX_AGE) => GRACE,
        () = gives_way(crowded) => {
            if matches!(*of_client.borrow(), Progress::Silent) {
                return;
            }
            GRACE_IN_A_CROWD
        }
    };
    // An idle connection ends here.
    connection.as_mut().graceful_shutdown();
    let mut answered = of_client.clone();
    select! {
        _ = connection => {}
        () = cut(of_client) => {}
        () = async {
            // In a crowd the text may take longer to render than the client has to read it.
            if grace == GRACE_IN_A_CROWD {
                let _ = answered.wait_for(|progress| !matches!(progress, Progress::Asked)).await;
            }
            sleep(grace).await;
        } => {}
    }
}

/// Waits until there is no place for another connection, and this one is old enough to give way.
async fn gives_way(mut crowded: watch::Receiver<bool>) {
    sleep(MAX_AGE_IN_A_CROWD).await;
    if crowded.wait_for(|crowded| *crowded).await.is_err() {
        pending::<()>().await;
    }
}

/// Waits until the text that the client reads has to give way to newer ones.
async fn cut(mut of_client: watch::Receiver<Progress>) {
    loop {
        let now = of_client.borrow_and_update().clone();
        let lease_ends = async {
            match now {
                // Nothing is ever sent.
                Progress::Reads(mut lease) => lease.changed().await.is_err(),
                Progress::Silent | Progress::Asked => pending().await,
            }
        };
        select! {
            changed = of_client.changed() => if changed.is_err() {
                pending::<()>().await;
            },
            _ = lease_ends => return,
        }
    }
}
