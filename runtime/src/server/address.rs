//! Parses the address to listen at, resolves its name and binds it.

use super::error::ServeError;
use crate::config::ServerConfig;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs},
};
use tokio::net::{TcpListener, TcpSocket};

/// Only this machine can reach the default host.
const DEFAULT_HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const DEFAULT_PORT: u16 = 9090;

/// How many connections the system keeps for the server until they are accepted. The usual 128 make the clients of a crowd try again
/// after a second.
const BACKLOG: u32 = 4096;

/// A parsed address.
#[derive(Debug, PartialEq)]
pub(super) struct Address {
    /// For messages: as it was given, with the port that was given beside it.
    pub(super) text: String,
    host: Host,
    port: u16,
}

#[derive(Debug, PartialEq)]
enum Host {
    Number(SocketAddr),
    Name(String),
}

impl Address {
    /// Parses `host:port`, a host alone, a port alone (with or without its colon), or nothing; a port beside it wins.
    pub(super) fn parse(ServerConfig { bind, port, .. }: ServerConfig) -> Result<Self, ServeError> {
        let Some((host, in_bind)) = read(bind.trim()) else { return Err(ServeError::Address { address: bind }) };
        let Some(port) = port else { return Ok(Self { text: bind, host, port: in_bind }) };
        let (text, host) = match host {
            Host::Number(address) => {
                let address = SocketAddr::new(address.ip(), port);
                (address.to_string(), Host::Number(address))
            }
            Host::Name(name) => (format!("{name}:{port}"), Host::Name(name)),
        };
        Ok(Self { text, host, port })
    }

    /// The name of the host, if it has none but a number.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.host {
            Host::Number(_) => None,
            Host::Name(name) => Some(name),
        }
    }

    /// Listens at the first address of the host that this machine has. Resolving a name blocks the server's own thread, which
    /// has nothing else to do yet.
    pub(super) fn listen(&self) -> Result<TcpListener, ServeError> {
        let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for address in self.look_up()? {
            match bind(address) {
                Ok(listener) => return Ok(listener),
                // A client tries the addresses of a name in the same order, so it would not find the server at the next one.
                Err(source) if source.kind() == io::ErrorKind::AddrInUse => {
                    return Err(ServeError::InUse { address: self.text.clone(), source });
                }
                Err(source) => failed = source,
            }
        }
        Err(ServeError::Listen { address: self.text.clone(), source: failed })
    }

    fn look_up(&self) -> Result<Vec<SocketAddr>, ServeError> {
        match &self.host {
            Host::Number(address) => Ok(vec![*address]),
            Host::Name(name) => {
                let found = (name.as_str(), self.port).to_socket_addrs();
                let found = found.map_err(|source| ServeError::Lookup { address: self.text.clone(), source })?;
                let mut addresses: Vec<_> = found.collect();
                // IPv4 comes first: a client of `localhost` tries both, but one of `127.0.0.1` only that.
                addresses.sort_by_key(SocketAddr::is_ipv6);
                Ok(addresses)
            }
        }
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // The connections of an earlier server are remembered for a while, and do not occupy the port. (On Windows the option means that two
    // servers may listen there.)
    socket.set_reuseaddr(cfg!(not(windows)))?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

fn read(text: &str) -> Option<(Host, u16)> {
    let number = |host, port| Some((Host::Number(SocketAddr::new(host, port)), port));
    if text.is_empty() {
        return number(DEFAULT_HOST, DEFAULT_PORT);
    }
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Some((Host::Number(address), address.port()));
    }
    let without_brackets = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    if let Ok(host) = without_brackets.parse() {
        return number(host, DEFAULT_PORT);
    }
    if let Ok(port) = text.strip_prefix(':').unwrap_or(text).parse() {
        return number(DEFAULT_HOST, port);
    }
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) => (name, port.parse().ok()?),
        None => (text, DEFAULT_PORT),
    };
    let of_a_name = |character: char| character.is_alphanumeric() || matches!(character, '-' | '.' | '_');
    // A name of digits alone is a port that is none.
    let is_name = name.chars().all(of_a_name) && name.chars().any(|character| !character.is_ascii_digit());
    is_name.then(|| (Host::Name(name.to_owned()), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(Host, u16)> {
        Address::parse(text.into()).ok().map(|address| (address.host, address.port))
    }

    #[test]
    fn what_can_only_mean_one_thing_is_understood() {
        for (text, number) in [
            ("127.0.0.1:9091", "127.0.0.1:9091"),
            ("0.0.0.0:0", "0.0.0.0:0"),
            ("127.0.0.1", "127.0.0.1:9090"),
            ("[::1]:0", "[::1]:0"),
            ("[::1]", "[::1]:9090"),
            ("::1", "[::1]:9090"),
            ("::", "[::]:9090"),
            (":9091", "127.0.0.1:9091"),
            ("9091", "127.0.0.1:9091"),
            ("", "127.0.0.1:9090"),
            (" 127.0.0.1:9091\n", "127.0.0.1:9091"),
        ] {
            let number: SocketAddr = number.parse().expect("it is one");
            assert_eq!(parsed(text), Some((Host::Number(number), number.port())), "{text}");
        }
        for (text, name, port) in [
            ("localhost:9091", "localhost", 9091),
            ("localhost", "localhost", 9090),
            ("metrics_1.example-host.org:0", "metrics_1.example-host.org", 0),
        ] {
            assert_eq!(parsed(text), Some((Host::Name(name.to_owned()), port)), "{text}");
        }
    }

    #[test]
    fn a_port_beside_the_host_wins() {
        for (bind, expected) in [
            ("0.0.0.0", "0.0.0.0:9100"),
            ("0.0.0.0:9090", "0.0.0.0:9100"),
            ("::1", "[::1]:9100"),
            ("[::1]:9090", "[::1]:9100"),
            ("localhost", "localhost:9100"),
            ("localhost:9090", "localhost:9100"),
            ("", "127.0.0.1:9100"),
        ] {
            let address = Address::parse(ServerConfig::from(bind).port(9100)).expect(bind);
            assert_eq!((address.text.as_str(), address.port), (expected, 9100), "{bind}");
            assert_eq!(Address::parse(expected.into()).expect(expected), address, "{bind}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_name() {
        for text in [
            ":",
            "localhost:",
            "localhost:ninety",
            "localhost:70000",
            "70000",
            "http://localhost:9090",
            "a b:1",
            "*:9090",
            "[::1",
            "[::1]:x",
        ] {
            let error = Address::parse(text.into()).expect_err(text);
            assert!(error.to_string().contains(&format!("`{text}`")), "{error}");
        }
    }
}
