//! Checks the addresses that a server listens at, and the errors for those that it can't.

use super::client::get;
use crate::{ServeError, serve_blocking};
use std::{error::Error as _, io, net::TcpListener};

#[test]
fn a_free_port_is_found() {
    let [one, other] = [(); 2].map(|()| serve_blocking("127.0.0.1:0").expect("a free port"));
    let [one, other] = [&one, &other].map(|server| server.local_addr().expect("it listens"));
    assert_ne!(one, other);
    assert!(one.ip().is_loopback() && one.port() != 0);
    for address in [one, other] {
        assert_eq!(get(address, "/metrics").status, 200);
    }
}

#[test]
fn ipv6() {
    if TcpListener::bind("[::1]:0").is_err() {
        return; // this machine has none
    }
    let server = serve_blocking("[::1]:0").expect("a free port");
    let address = server.local_addr().expect("it listens");
    assert!(address.is_ipv6());
    assert_eq!(get(address, "/metrics").status, 200);
}

#[test]
fn localhost_is_found_under_its_number() {
    let server = serve_blocking("localhost:0").expect("a free port");
    let address = server.local_addr().expect("it listens");
    assert!(address.ip().is_loopback());
    assert_eq!(get(address, "/metrics").status, 200);
}

/// The text of the error does not repeat what `source()` gives.
fn source(error: &ServeError) -> &io::Error {
    let source = error.source().and_then(|source| source.downcast_ref()).expect("the system's error");
    assert!(!error.to_string().contains(&io::Error::to_string(source)), "{error}");
    source
}

#[test]
fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("it listens").port();
    for address in [format!("127.0.0.1:{port}"), format!("localhost:{port}")] {
        let error = serve_blocking(&address).expect_err("it is in use");
        assert!(matches!(error, ServeError::InUse { .. }), "{error:?}");
        assert_eq!(source(&error).kind(), io::ErrorKind::AddrInUse);
        let message = error.to_string();
        assert!(message.contains(&address) && message.contains("choose another port"), "{message}");
    }
}

#[test]
fn a_bad_address_is_named() {
    let error = serve_blocking("http://localhost:9090/").expect_err("it is none");
    assert!(matches!(error, ServeError::Address { .. }), "{error:?}");
    assert!(error.to_string().contains("`http://localhost:9090/`") && error.to_string().contains("127.0.0.1:9090"));
}

#[test]
fn an_address_of_another_machine_is_named() {
    // An address that is reserved for documentation: no machine has it.
    let error = serve_blocking("192.0.2.1:0").expect_err("it is not here");
    assert!(matches!(error, ServeError::Listen { .. }), "{error:?}");
    assert_eq!(source(&error).kind(), io::ErrorKind::AddrNotAvailable);
    assert!(error.to_string().contains("`192.0.2.1:0`") && error.to_string().contains("0.0.0.0"), "{error}");
}

#[test]
fn an_unknown_name_is_named() {
    let error = serve_blocking("no-such-host.invalid:9090").expect_err("it is unknown");
    assert!(matches!(error, ServeError::Lookup { .. }), "{error:?}");
    source(&error);
    assert!(error.to_string().contains("`no-such-host.invalid:9090`"), "{error}");
}
