//! A server that speaks the protocol of `OpenAI`'s chat completions, on a free port of loopback.
//!
//! It has no model, but it counts tokens with the real vocabulary, caches prompt beginnings, checks the context window,
//! streams, and fails as the real server does. Its answers are extracts of the prompts. Its [`Ledger`] counts what it answered
//! and how many tokens it reported.

mod answer;
mod cache;
mod chat;
mod faults;
mod ledger;
mod price;
mod request;
mod stream;
mod vocabulary;

pub(crate) use ledger::Ledger;
pub use ledger::{Counted, Tokens};

use axum::{Router, routing::post};
use cache::Cache;
use faults::Faults;
use std::{io, net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, task::JoinHandle};

/// The state that all requests share.
#[derive(Debug)]
struct Shared {
    faults: Faults,
    cache: Cache,
    ledger: Arc<Ledger>,
}

/// The running server. It stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Provider {
    address: SocketAddr,
    ledger: Arc<Ledger>,
    task: JoinHandle<io::Result<()>>,
}

impl Provider {
    pub(crate) async fn start(seed: u64) -> io::Result<Self> {
        // The vocabulary takes a moment to load, which would count as the duration of the first answer.
        tokio::task::spawn_blocking(vocabulary::load).await.map_err(io::Error::other)?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let ledger = Arc::new(Ledger::default());
        let shared = Shared { faults: Faults::new(seed), cache: Cache::default(), ledger: Arc::clone(&ledger) };
        let routes = Router::new().route("/v1/chat/completions", post(chat::complete)).with_state(Arc::new(shared));
        let task = tokio::spawn(async { axum::serve(listener, routes).await });
        Ok(Self { address, ledger, task })
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}
