//! What a user holds of a running server.

use std::{convert::Infallible, net::SocketAddr};
use tokio::sync::oneshot;

/// A server that runs until this is dropped, or [shut down](Self::shutdown).
///
/// ```
/// let metrics = agent_metrics::serve_on_thread("127.0.0.1:0")?;
/// if let Some(address) = metrics.local_addr() {
///     println!("http://{address}/metrics");
/// }
/// # Ok::<(), agent_metrics::ServeError>(())
/// ```
#[must_use = "dropping it stops the server: keep it for as long as metrics are to be served"]
#[derive(Debug)]
pub struct Server(Option<Running>);

#[derive(Debug)]
struct Running {
    address: SocketAddr,
    /// Its end tells the server to stop: no message is sent, so that a drop does it, too.
    stop: oneshot::Sender<Infallible>,
    /// Its other end goes with the server's thread.
    stopped: oneshot::Receiver<Infallible>,
}

impl Server {
    pub(super) fn new(
        address: SocketAddr,
        stop: oneshot::Sender<Infallible>,
        stopped: oneshot::Receiver<Infallible>,
    ) -> Self {
        Self(Some(Running { address, stop, stopped }))
    }

    /// One that listens nowhere.
    pub(super) fn nowhere() -> Self {
        Self(None)
    }

    /// Where it listens: with port 0, the port that was free. `None` if it listens nowhere, because metrics are switched
    /// off (in the configuration, or by the feature).
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.0.as_ref().map(|running| running.address)
    }

    /// Stops accepting, lets requests in flight finish (for five seconds at most; idle connections are closed at once),
    /// and returns when the port is free again. It can be awaited on any executor.
    ///
    /// Dropping the server does the same, without waiting for it.
    pub async fn shutdown(self) {
        if let Some(Running { stop, stopped, .. }) = self.0 {
            drop(stop);
            // An error says that the other end is gone: what is waited for.
            let _ = stopped.await;
        }
    }
}
