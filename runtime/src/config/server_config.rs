//! Defines where a server listens.

use std::net::SocketAddr;

/// Where [`serve`](crate::serve) listens. By default that is `127.0.0.1:9090`, which only this machine sees.
///
/// An address as text, or a `SocketAddr`, is one too: `serve("0.0.0.0:9090")`. Nothing is checked before `serve` reads it.
///
/// With the feature `serde` it can be read from the configuration file of your own program, beside a
/// [`Config`](crate::Config): every key has its default, and an unknown key is an error.
///
/// ```
/// use agent_metrics::ServerConfig;
///
/// let server = agent_metrics::serve_blocking(ServerConfig::new().bind("localhost").port(0));
/// assert_eq!(server.is_ok(), agent_metrics::ENABLED);
/// assert_eq!(ServerConfig::from("0.0.0.0:9100"), ServerConfig::new().bind("0.0.0.0:9100"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[must_use]
pub struct ServerConfig {
    pub(crate) bind: String,
    pub(crate) port: Option<u16>,
    pub(crate) hosts: Vec<String>,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self::new()
    }
}

impl ServerConfig {
    /// The defaults: `127.0.0.1:9090`.
    pub fn new() -> Self {
        Self { bind: "127.0.0.1".to_owned(), port: None, hosts: Vec::new() }
    }

    /// The host to listen at, a number or a name, with or without a port: `0.0.0.0`, `[::1]:9090`, `localhost`. Default
    /// `127.0.0.1`: only this machine can scrape.
    pub fn bind(mut self, bind: impl Into<String>) -> Self {
        self.bind = bind.into();
        self
    }

    /// The port to listen at; 0 takes a free one. Default: the port in [`bind`](Self::bind), else 9090.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// The names by which clients may call the server: a request whose header `Host` has another is answered with 421. Default:
    /// any name if other machines can reach the address, else none, which is the case on `127.0.0.1`. The name in
    /// [`bind`](Self::bind) is one of them.
    ///
    /// It keeps a web page in a browser on the same machine from reading the metrics: such a page can let its own name lead to
    /// `127.0.0.1` ("DNS rebinding"). Numeric addresses and `localhost` are allowed always, because no page can have them. Case does
    /// not matter, and neither does the port, which is left out here.
    ///
    /// ```
    /// let config = agent_metrics::ServerConfig::new().hosts(["metrics.example.org"]);
    /// ```
    pub fn hosts(mut self, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.hosts = hosts.into_iter().map(Into::into).collect();
        self
    }
}

impl From<&str> for ServerConfig {
    fn from(bind: &str) -> Self {
        Self::new().bind(bind)
    }
}

impl From<String> for ServerConfig {
    fn from(bind: String) -> Self {
        Self::new().bind(bind)
    }
}

impl From<&String> for ServerConfig {
    fn from(bind: &String) -> Self {
        Self::new().bind(bind)
    }
}

impl From<SocketAddr> for ServerConfig {
    fn from(address: SocketAddr) -> Self {
        Self::new().bind(address.to_string())
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_the_users_own_file_is_read() {
        let read = toml::from_str::<ServerConfig>;
        assert_eq!(read("").expect("all keys have defaults"), ServerConfig::new());
        assert_eq!(read("port = 9100").expect("it is right"), ServerConfig::new().port(9100));
        assert_eq!(read("bind = 'localhost'\nport = 0").expect("it is right"), ServerConfig::from("localhost").port(0));
        assert_eq!(read("hosts = ['a', 'b']").expect("it is right"), ServerConfig::new().hosts(["a", "b"]));
        assert!(read("prot = 1").expect_err("it is misspelt").message().contains("prot"));
    }
}
