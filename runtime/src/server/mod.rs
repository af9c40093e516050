//! `GET /metrics` and `GET /health`: a server of its own, or a router for the one that you have.

#[cfg(feature = "server")]
mod accept;
#[cfg(feature = "server")]
mod address;
#[cfg(feature = "server")]
mod encoding;
mod error;
#[cfg(feature = "server")]
mod handle;
#[cfg(feature = "server")]
mod negotiation;
#[cfg(not(feature = "server"))]
mod off;
#[cfg(feature = "server")]
mod quality;
#[cfg(feature = "server")]
mod router;
#[cfg(feature = "server")]
mod start;
#[cfg(all(test, feature = "server"))]
mod tests;
#[cfg(feature = "server")]
mod thread;

pub use error::ServeError;
#[cfg(feature = "server")]
pub use handle::Server;
#[cfg(not(feature = "server"))]
pub use off::{Server, serve, serve_on_thread};
#[cfg(feature = "server")]
pub use router::router;
#[cfg(feature = "server")]
pub use start::{serve, serve_on_thread};
