//! Starts a server and waits until it listens.

#[cfg(feature = "server")]
use super::{
    address::Address,
    thread::{self, ended},
};
use super::{error::ServeError, handle::Server};
use crate::{config::ServerConfig, instance::Metrics};
#[cfg(feature = "server")]
use std::sync::mpsc;
#[cfg(feature = "server")]
use tokio::sync::oneshot;

/// Serves `GET /metrics` for Prometheus, and `GET /health`, until the returned [`Server`] is dropped or shut down.
///
/// `config` is a [`ServerConfig`], or an address: a `&str`, a `String` or a `SocketAddr`, such as `127.0.0.1:9090`,
/// `[::1]:9090` or `localhost:9090`. Port 0 takes a free one. Without a port it is 9090, without a host `127.0.0.1`, which only
/// this machine sees; pass `0.0.0.0:9090` to let others scrape.
///
/// The server has a thread of its own (`agent-metrics-server`), mostly asleep. So it needs nothing from your runtime: it
/// can be awaited on tokio of any flavour and on every other executor, and it answers even while yours is stuck. Nothing
/// of the agent waits for a scrape, and what a client can cost is bounded.
///
/// Where the configuration switches metrics off, it succeeds and listens nowhere. Call [`init`](crate::init) first, if you do.
///
/// ```
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// let metrics = agent_metrics::serve("127.0.0.1:0").await; // an agent can do without: `?` would stop it
/// if let Err(error) = &metrics {
///     eprintln!("{error}");
/// }
/// assert_eq!(metrics.is_ok(), agent_metrics::ENABLED);
/// // … the agent …
/// if let Ok(metrics) = metrics {
///     metrics.shutdown().await;
/// }
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// [`ServeError`] if the server is not compiled in (the feature `metrics`, or its part `server`), if the address can't be read,
/// if its name is not known, or if the system refuses it: most often because the port is in use.
pub async fn serve(config: impl Into<ServerConfig>) -> Result<Server, ServeError> {
    Metrics::global().serve(config).await
}

/// As [`serve`], for a program without async: it waits until the server listens, not longer.
///
/// ```
/// match agent_metrics::serve_blocking("127.0.0.1:0") {
///     Ok(metrics) => drop(metrics), // when the program ends
///     Err(error) => eprintln!("{error}"),
/// }
/// ```
///
/// # Errors
///
/// As [`serve`].
pub fn serve_blocking(config: impl Into<ServerConfig>) -> Result<Server, ServeError> {
    Metrics::global().serve_blocking(config)
}

impl Metrics {
    /// As [`serve`](crate::serve), for what this instance recorded.
    ///
    /// # Errors
    ///
    /// As [`serve`](crate::serve).
    #[cfg_attr(not(feature = "server"), allow(clippy::unused_async))]
    pub async fn serve(&self, config: impl Into<ServerConfig>) -> Result<Server, ServeError> {
        #[cfg(feature = "server")]
        {
            let (sender, announced) = oneshot::channel();
            let address = self.start(config.into(), move |server| drop(sender.send(server)))?;
            announced.await.unwrap_or_else(|_| Err(ended(address)))
        }
        #[cfg(not(feature = "server"))]
        self.serve_blocking(config)
    }

    /// As [`serve_blocking`](crate::serve_blocking), for what this instance recorded.
    ///
    /// # Errors
    ///
    /// As [`serve`](crate::serve).
    pub fn serve_blocking(&self, config: impl Into<ServerConfig>) -> Result<Server, ServeError> {
        #[cfg(feature = "server")]
        {
            let (sender, announced) = mpsc::channel();
            let address = self.start(config.into(), move |server| drop(sender.send(server)))?;
            announced.recv().unwrap_or_else(|_| Err(ended(address)))
        }
        #[cfg(not(feature = "server"))]
        {
            let ServerConfig { bind, port, .. } = config.into();
            let address = port.map_or_else(|| bind.clone(), |port| format!("{bind}:{port}"));
            Err(ServeError::NotCompiledIn { address })
        }
    }

    /// Starts a server, announces it once it listens, and returns its address as it was given. If metrics are switched off, it
    /// announces at once a server that listens nowhere.
    #[cfg(feature = "server")]
    fn start(
        &self,
        mut config: ServerConfig,
        announce: impl FnOnce(Result<Server, ServeError>) + Send + 'static,
    ) -> Result<String, ServeError> {
        if !self.instance().enabled {
            announce(Ok(Server::nowhere()));
            return Ok(config.bind);
        }
        let hosts = std::mem::take(&mut config.hosts);
        let address = Address::parse(config)?;
        let text = address.text.clone();
        thread::start(address, hosts, self.standalone_router(), announce)?;
        Ok(text)
    }
}
