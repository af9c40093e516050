//! Holds a running server: its address, and how to stop it.

use std::{
    net::SocketAddr,
    panic::{RefUnwindSafe, UnwindSafe},
};
#[cfg(feature = "server")]
use {
    parking_lot::Mutex,
    std::{convert::Infallible, process, sync::mpsc, time::Duration},
    tokio::sync::oneshot,
};

/// The longest that a drop waits for the server's thread. It mostly sleeps, and then frees the port within microseconds.
#[cfg(feature = "server")]
const DROP_LIMIT: Duration = Duration::from_secs(1);

/// A server that runs until this is dropped, or [shut down](Self::shutdown).
///
/// ```
/// let metrics = agent_metrics::serve_blocking("127.0.0.1:0");
/// if let Some(address) = metrics.as_ref().ok().and_then(|metrics| metrics.local_addr()) {
///     println!("http://{address}/metrics");
/// }
/// ```
#[must_use = "dropping it stops the server: keep it for as long as metrics are to be served"]
#[derive(Debug)]
pub struct Server {
    /// `None` if the server listens nowhere.
    #[cfg(feature = "server")]
    running: Option<Running>,
}

#[cfg(feature = "server")]
#[derive(Debug)]
pub(super) struct Running {
    pub(super) address: SocketAddr,
    /// The process that has the server's thread. A forked child has the handle alone.
    pub(super) process: u32,
    /// The server stops when this end of the channel is dropped: no message is sent, so that dropping the handle suffices.
    pub(super) stop: oneshot::Sender<Infallible>,
    /// The other end of the channel is dropped when the port is free.
    pub(super) port_is_free: Mutex<mpsc::Receiver<Infallible>>,
    /// The other end of the channel is dropped when the server's thread is done.
    pub(super) stopped: oneshot::Receiver<Infallible>,
}

/// Nothing is ever sent through the channels, so a panic elsewhere leaves them intact.
impl UnwindSafe for Server {}
impl RefUnwindSafe for Server {}

impl Server {
    #[cfg(feature = "server")]
    pub(super) fn new(running: Running) -> Self {
        Self { running: Some(running) }
    }

    /// A server that listens nowhere.
    #[cfg(feature = "server")]
    pub(super) fn nowhere() -> Self {
        Self { running: None }
    }

    /// The server, to stop it. In a forked child there is nothing to stop, and nothing to wait for.
    #[cfg(feature = "server")]
    fn take(&mut self) -> Option<Running> {
        self.running.take().filter(|running| running.process == process::id())
    }

    /// Where it listens: with port 0, the port that was free. `None` if it listens nowhere, because the configuration switches
    /// metrics off.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        #[cfg(feature = "server")]
        {
            self.running.as_ref().map(|running| running.address)
        }
        #[cfg(not(feature = "server"))]
        None
    }

    /// Stops accepting, lets requests in flight finish (for five seconds at most; idle connections are closed at once),
    /// and returns when the port is free again. It can be awaited on any executor.
    ///
    /// Dropping the server does the same without waiting for the requests: the port is free when the drop is done.
    #[cfg_attr(not(feature = "server"), allow(clippy::unused_async))]
    #[cfg_attr(not(feature = "server"), allow(unused_mut))]
    pub async fn shutdown(mut self) {
        #[cfg(feature = "server")]
        if let Some(Running { stop, stopped, .. }) = self.take() {
            drop(stop);
            // The error says that the other end was dropped, which is what is waited for.
            let _ = stopped.await;
        }
    }
}

#[cfg(feature = "server")]
impl Drop for Server {
    fn drop(&mut self) {
        let Some(Running { stop, port_is_free, .. }) = self.take() else { return };
        drop(stop);
        // The error says that the other end was dropped, or that the thread is busy.
        let _ = port_is_free.into_inner().recv_timeout(DROP_LIMIT);
    }
}
