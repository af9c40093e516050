//! The thread that a server has for itself.
//!
//! It is never a task of the user's runtime: that may be no tokio, or a tokio without IO or timers (which panics when
//! asked, and has no way to ask first), or one that is stuck, when metrics are wanted most.

use super::{ServeError, Server, accept::accept, address::Address};
use axum::Router;
use std::{convert::Infallible, io, thread};
use tokio::{
    runtime::{Builder, Runtime},
    sync::oneshot,
};

const NAME: &str = "agent-metrics-server";

/// Starts the thread; it tells by `announce` when it listens, or why it doesn't. Where the answer is dropped, the server
/// stops.
pub(super) fn start(
    address: Address,
    routes: Router,
    announce: impl FnOnce(Result<Server, ServeError>) + Send + 'static,
) -> Result<(), ServeError> {
    let text = address.text.clone();
    let run = move || match runtime() {
        Ok(runtime) => run(&runtime, &address, routes, announce),
        Err(source) => announce(Err(ServeError::Thread { address: address.text, source })),
    };
    match thread::Builder::new().name(NAME.to_owned()).spawn(run) {
        Ok(_) => Ok(()),
        Err(source) => Err(ServeError::Thread { address: text, source }),
    }
}

/// The thread ended without an announcement.
pub(super) fn gone(address: String) -> ServeError {
    ServeError::Thread { address, source: io::ErrorKind::BrokenPipe.into() }
}

fn runtime() -> io::Result<Runtime> {
    // Texts are made one at a time, on the one other thread.
    Builder::new_current_thread().enable_io().enable_time().thread_name(NAME).max_blocking_threads(1).build()
}

fn run(runtime: &Runtime, address: &Address, routes: Router, announce: impl FnOnce(Result<Server, ServeError>)) {
    let (stop, stopping) = oneshot::channel::<Infallible>();
    // Dropped when all else is closed.
    let (_running, stopped) = oneshot::channel::<Infallible>();
    runtime.block_on(async {
        let listening = address.listen().await.and_then(|listener| match listener.local_addr() {
            Ok(local) => Ok((listener, local)),
            Err(source) => Err(ServeError::Listen { address: address.text.clone(), source }),
        });
        match listening {
            Ok((listener, local)) => {
                announce(Ok(Server::new(local, stop, stopped)));
                accept(listener, routes, stopping).await;
            }
            Err(error) => announce(Err(error)),
        }
    });
}
