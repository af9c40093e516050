//! Starts a server and waits until it listens.

#[cfg(feature = "server")]
use super::{
    address::Address,
    router::standalone,
    thread::{self, ended},
};
use super::{error::ServeError, handle::Server};
#[cfg(feature = "server")]
use crate::instance::global;
#[cfg(feature = "server")]
use std::sync::mpsc;
#[cfg(feature = "server")]
use tokio::sync::oneshot;

/// Serves `GET /metrics` for Prometheus, and `GET /health`, until the returned [`Server`] is dropped or shut down.
///
/// The address is a `&str`, a `String` or a `SocketAddr`: `127.0.0.1:9090`, `[::1]:9090`, `localhost:9090`. Port 0 takes a
/// free one. Without a port it is 9090, without a host `127.0.0.1`, which only this machine sees; pass `0.0.0.0:9090` to
/// let others scrape.
///
/// The server has a thread of its own (`agent-metrics-server`), mostly asleep. So it needs nothing from your runtime: it
/// can be awaited on tokio of any flavour and on every other executor, and it answers even while yours is stuck. Nothing
/// of the agent waits for a scrape, and what a client can cost is bounded.
///
/// Where metrics are switched off (in the configuration, or by the feature), it succeeds and listens nowhere. Call
/// [`init`](crate::init) first, if you do.
///
/// ```
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// let metrics = agent_metrics::serve("127.0.0.1:0").await?;
/// // … the agent …
/// metrics.shutdown().await;
/// # Ok::<(), agent_metrics::ServeError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`ServeError`] if the address can't be read, if its name is not known, or if the system refuses it: most often because
/// the port is in use.
#[cfg_attr(not(feature = "server"), allow(clippy::unused_async))]
pub async fn serve(address: impl ToString) -> Result<Server, ServeError> {
    #[cfg(feature = "server")]
    {
        let address = address.to_string();
        let (sender, announced) = oneshot::channel();
        start(&address, move |server| drop(sender.send(server)))?;
        announced.await.unwrap_or_else(|_| Err(ended(address)))
    }
    #[cfg(not(feature = "server"))]
    serve_blocking(address)
}

/// As [`serve`], for a program without async: it waits until the server listens, not longer.
///
/// ```
/// let metrics = agent_metrics::serve_blocking("127.0.0.1:0")?;
/// // … the agent …
/// drop(metrics);
/// # Ok::<(), agent_metrics::ServeError>(())
/// ```
///
/// # Errors
///
/// As [`serve`].
#[allow(clippy::needless_pass_by_value)] // as `serve`
#[cfg_attr(not(feature = "server"), allow(clippy::unnecessary_wraps))]
pub fn serve_blocking(address: impl ToString) -> Result<Server, ServeError> {
    #[cfg(feature = "server")]
    {
        let address = address.to_string();
        let (sender, announced) = mpsc::channel();
        start(&address, move |server| drop(sender.send(server)))?;
        announced.recv().unwrap_or_else(|_| Err(ended(address)))
    }
    #[cfg(not(feature = "server"))]
    {
        drop(address);
        Ok(Server::nowhere())
    }
}

/// Starts a server, and announces it once it listens; announces at once one that listens nowhere if metrics are switched off.
#[cfg(feature = "server")]
fn start(address: &str, announce: impl FnOnce(Result<Server, ServeError>) + Send + 'static) -> Result<(), ServeError> {
    if !global().enabled {
        announce(Ok(Server::nowhere()));
        return Ok(());
    }
    thread::start(Address::parse(address.to_owned())?, standalone(), announce)
}
