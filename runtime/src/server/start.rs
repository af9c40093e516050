//! Starting a server.

use super::{
    ServeError, Server,
    address::Address,
    router::standalone,
    thread::{gone, start},
};
use crate::instance::global;
use std::sync::mpsc;
use tokio::sync::oneshot;

/// Serves `GET /metrics` for Prometheus, and `GET /health`, until the returned [`Server`] is dropped or shut down.
///
/// The address is a `&str`, a `String` or a `SocketAddr`: `127.0.0.1:9090`, `[::1]:9090`, `localhost:9090`. Port 0 takes a
/// free one. Without a port it is 9090, without a host `127.0.0.1`, which only this machine sees; say `0.0.0.0:9090` to
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
pub async fn serve(address: impl ToString) -> Result<Server, ServeError> {
    let address = address.to_string();
    if !global().enabled {
        return Ok(Server::nowhere());
    }
    let (sender, announced) = oneshot::channel();
    let announce = move |server| drop(sender.send(server));
    start(Address::parse(address.clone())?, standalone(), announce)?;
    announced.await.unwrap_or_else(|_| Err(gone(address)))
}

/// As [`serve`], for a program without async: it waits until the server listens, not longer.
///
/// ```
/// let metrics = agent_metrics::serve_on_thread("127.0.0.1:0")?;
/// // … the agent …
/// drop(metrics);
/// # Ok::<(), agent_metrics::ServeError>(())
/// ```
///
/// # Errors
///
/// As [`serve`].
#[allow(clippy::needless_pass_by_value)] // as `serve`
pub fn serve_on_thread(address: impl ToString) -> Result<Server, ServeError> {
    let address = address.to_string();
    if !global().enabled {
        return Ok(Server::nowhere());
    }
    let (sender, announced) = mpsc::channel();
    let announce = move |server| drop(sender.send(server));
    start(Address::parse(address.clone())?, standalone(), announce)?;
    announced.recv().unwrap_or_else(|_| Err(gone(address)))
}
