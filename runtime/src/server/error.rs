//! Defines the errors with which a server fails to start.

use std::{error::Error, fmt, io};

/// Why [`serve`](crate::serve) could not start. Every variant names the address as it was given.
///
/// ```
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// if let Err(error) = agent_metrics::serve("localhost:ninety").await {
///     assert!(error.to_string().contains("`localhost:ninety`"));
/// }
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// It is no address.
    Address {
        /// The address.
        address: String,
    },
    /// The name in it is not known, or could not be looked up.
    Lookup {
        /// The address.
        address: String,
        /// The system's description of the error.
        source: io::Error,
    },
    /// Another program (or another server of this one) listens there.
    InUse {
        /// The address.
        address: String,
        /// The system's description of the error.
        source: io::Error,
    },
    /// The system refuses to listen there for another reason.
    Listen {
        /// The address.
        address: String,
        /// The system's description of the error.
        source: io::Error,
    },
    /// The server's thread could not be started, or ended before it listened.
    Thread {
        /// The address.
        address: String,
        /// The system's description of the error.
        source: io::Error,
    },
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { address } => write!(
                f,
                "can't serve metrics at `{address}`: it is no address; write `host:port`, such as `127.0.0.1:9090`, `[::1]:9090` or `localhost:9090`"
            ),
            Self::Lookup { address, source } => write!(
                f,
                "can't serve metrics at `{address}`: its host was not found ({source}); check the name, or write the number, such as `127.0.0.1:9090`"
            ),
            Self::InUse { address, .. } => write!(
                f,
                "can't serve metrics at `{address}`: another program listens there; stop it, or choose another port (0 takes a free one)"
            ),
            Self::Listen { address, source } => {
                let advice = match source.kind() {
                    io::ErrorKind::AddrNotAvailable => {
                        "this machine has no such address: `127.0.0.1` is seen by this machine only, `0.0.0.0` by others too"
                    }
                    io::ErrorKind::PermissionDenied => "a port below 1024 needs privileges: choose a higher one",
                    _ => "choose another address",
                };
                write!(f, "can't serve metrics at `{address}` ({source}); {advice}")
            }
            Self::Thread { address, source } => write!(
                f,
                "can't serve metrics at `{address}`: its thread did not start ({source}); raise the limits of threads and open files"
            ),
        }
    }
}

impl Error for ServeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Address { .. } => None,
            Self::Lookup { source, .. }
            | Self::InUse { source, .. }
            | Self::Listen { source, .. }
            | Self::Thread { source, .. } => Some(source),
        }
    }
}
