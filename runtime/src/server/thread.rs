//! Runs the server on a thread of its own.
//!
//! The server is never a task of the user's runtime: that may not be tokio's, or be one without IO or timers (which panics
//! when they are used, and has no way to find out first), or be stuck, which is when metrics are needed most.

use super::{
    accept::accept,
    address::Address,
    error::ServeError,
    handle::{Running, Server},
    hosts::allow_hosts,
};
use axum::Router;
use parking_lot::Mutex;
use std::{convert::Infallible, io, process, sync::mpsc, thread};
use tokio::{
    runtime::{Builder, Runtime},
    sync::oneshot,
};

const NAME: &str = "agent-metrics-server";

/// Starts the thread, which calls `announce` once it listens, or with the reason why it doesn't. The server stops when the
/// announced handle is dropped.
pub(super) fn start(
    address: Address,
    hosts: Vec<String>,
    routes: Router,
    announce: impl FnOnce(Result<Server, ServeError>) + Send + 'static,
) -> Result<(), ServeError> {
    let text = address.text.clone();
    let run = move || match runtime() {
        Ok(runtime) => run(&runtime, &address, hosts, routes, announce),
        Err(source) => announce(Err(ServeError::Thread { address: address.text, source })),
    };
    match thread::Builder::new().name(NAME.to_owned()).spawn(run) {
        Ok(_) => Ok(()),
        Err(source) => Err(ServeError::Thread { address: text, source }),
    }
}

/// The thread ended without an announcement.
pub(super) fn ended(address: String) -> ServeError {
    ServeError::Thread { address, source: io::ErrorKind::BrokenPipe.into() }
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_io().enable_time().build()
}

fn run(
    runtime: &Runtime,
    address: &Address,
    hosts: Vec<String>,
    routes: Router,
    announce: impl FnOnce(Result<Server, ServeError>),
) {
    let (stop, stopping) = oneshot::channel::<Infallible>();
    // It is dropped last, when all connections are closed.
    let (_running, stopped) = oneshot::channel::<Infallible>();
    runtime.block_on(async {
        let listening = address.listen().and_then(|listener| match listener.local_addr() {
            Ok(local) => Ok((listener, local)),
            Err(source) => Err(ServeError::Listen { address: address.text.clone(), source }),
        });
        match listening {
            Ok((listener, local)) => {
                let (listening, port_is_free) = mpsc::channel();
                let port_is_free = Mutex::new(port_is_free);
                let process = process::id();
                announce(Ok(Server::new(Running { address: local, process, stop, port_is_free, stopped })));
                accept(listener, allow_hosts(hosts, address, local, routes), stopping, listening).await;
            }
            Err(error) => announce(Err(error)),
        }
    });
}
