//! Serves `GET /metrics` and `GET /health`, by a server of its own or a router for the one that you have.

#[cfg(feature = "server")]
mod accept;
#[cfg(feature = "server")]
mod address;
#[cfg(feature = "server")]
mod compression;
#[cfg(feature = "server")]
mod connection;
mod error;
mod handle;
#[cfg(feature = "server")]
mod hosts;
#[cfg(feature = "server")]
mod rendering;
#[cfg(feature = "server")]
mod router;
mod start;
#[cfg(all(test, feature = "server"))]
mod tests;
#[cfg(feature = "server")]
mod thread;

pub use error::ServeError;
pub use handle::Server;
#[cfg(feature = "server")]
pub use router::router;
pub use start::{serve, serve_blocking};
