//! The same without the feature: nothing listens.

use super::ServeError;
use std::net::SocketAddr;

/// Does nothing: metrics are not compiled in.
///
/// # Errors
///
/// None.
#[allow(clippy::unused_async)] // what it is with the feature
pub async fn serve(address: impl ToString) -> Result<Server, ServeError> {
    serve_on_thread(address)
}

/// Does nothing: metrics are not compiled in.
///
/// # Errors
///
/// None.
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps)] // what it is with the feature
pub fn serve_on_thread(address: impl ToString) -> Result<Server, ServeError> {
    let _ = address;
    Ok(Server(()))
}

/// A server that is none: metrics are not compiled in.
#[must_use = "dropping it stops the server: keep it for as long as metrics are to be served"]
#[derive(Debug)]
pub struct Server(());

impl Server {
    /// `None`: nothing listens.
    #[allow(clippy::unused_self)] // what it is with the feature
    pub fn local_addr(&self) -> Option<SocketAddr> {
        None
    }

    /// Nothing is to stop.
    #[allow(clippy::unused_async)] // what it is with the feature
    pub async fn shutdown(self) {}
}
