//! Defines the errors with which a server fails to start.

use std::{
    error::Error,
    fmt, io,
    panic::{RefUnwindSafe, UnwindSafe},
};

/// Why [`serve`](crate::serve) could not start. Every variant names the address as it was given, and the error of the system is
/// the [`source`](Error::source).
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
    /// The server is not compiled in: the feature `metrics`, or its part `server`, is off.
    #[non_exhaustive]
    NotCompiledIn {
        /// The address.
        address: String,
    },
    /// It is no address.
    #[non_exhaustive]
    Address {
        /// The address.
        address: String,
    },
    /// The name in it is not known, or could not be looked up.
    #[non_exhaustive]
    Lookup {
        /// The address.
        address: String,
        /// The system's description of the error.
        source: io::Error,
    },
    /// Another program (or another server of this one) listens there.
    #[non_exhaustive]
    InUse {
        /// The address.
        address: String,
        /// The system's description of the error.
        source: io::Error,
    },
    /// The system refuses to listen there for another reason.
    #[non_exhaustive]
    Listen {
        /// The address.
        address: String,
        /// The system's description of the error.
        source: io::Error,
    },
    /// The server's thread could not be started, or ended before it listened.
    #[non_exhaustive]
    Thread {
        /// The address.
        address: String,
        /// The system's description of the error.
        source: io::Error,
    },
}

/// The source is an error of the system, which nothing changes.
impl UnwindSafe for ServeError {}
impl RefUnwindSafe for ServeError {}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, reason) = match self {
            Self::NotCompiledIn { address } => {
                (address, "the server is not compiled in; switch on the feature `metrics` of agent-metrics")
            }
            Self::Address { address } => (
                address,
                "it is no address; write `host:port`, such as `127.0.0.1:9090`, `[::1]:9090` or `localhost:9090`",
            ),
            Self::Lookup { address, .. } => {
                (address, "its host was not found; check the name, or write the number, such as `127.0.0.1:9090`")
            }
            Self::InUse { address, .. } => {
                (address, "another program listens there; stop it, or choose another port (0 takes a free one)")
            }
            Self::Listen { address, source } => (
                address,
                match source.kind() {
                    io::ErrorKind::AddrNotAvailable => {
                        "this machine has no such address: `127.0.0.1` is seen by this machine only, `0.0.0.0` by others too"
                    }
                    io::ErrorKind::PermissionDenied => {
                        "the system does not let this program use the port: below 1024 it needs privileges; choose another one"
                    }
                    _ => "the system does not let it listen there; choose another address",
                },
            ),
            Self::Thread { address, .. } => {
                (address, "its thread did not start; raise the limits of threads and open files")
            }
        };
        write!(f, "can't serve metrics at `{address}`: {reason}")
    }
}

impl Error for ServeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NotCompiledIn { .. } | Self::Address { .. } => None,
            Self::Lookup { source, .. }
            | Self::InUse { source, .. }
            | Self::Listen { source, .. }
            | Self::Thread { source, .. } => Some(source),
        }
    }
}
