//! Counts what the server answered, to compare with the metrics.

use super::price::bill;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Tokens by direction; the directions don't overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Tokens of prompts that were not cached.
    pub input: u64,
    /// Tokens of prompts that were cached.
    pub cached_input: u64,
    /// Tokens of answers.
    pub output: u64,
}

/// The counts so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counted {
    /// Requests that were received.
    pub requests: u64,
    /// Requests that were answered to the end.
    pub answered: u64,
    /// Requests that were refused, by the code of the error.
    pub failed: BTreeMap<&'static str, u64>,
    /// Requests whose client disconnected before the end.
    pub disconnected: u64,
    /// Tokens that were reported to clients.
    pub tokens: Tokens,
    /// Tokens of requests whose client disconnected, so that they were never reported.
    pub unreported: Tokens,
    /// The cost of the reported tokens, in US dollars.
    pub dollars: f64,
}

impl Counted {
    /// The number of requests that were refused, for any reason.
    pub fn refused(&self) -> u64 {
        self.failed.values().sum()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    counted: Mutex<Counted>,
}

impl Ledger {
    pub(crate) fn counted(&self) -> Counted {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request that was received.
    pub(super) fn open(self: &Arc<Self>) -> Entry {
        self.lock().requests += 1;
        Entry { ledger: Arc::clone(self), tokens: Tokens::default(), settled: false }
    }
}

/// One request. If it is dropped before it is settled, its client has disconnected.
#[derive(Debug)]
pub(super) struct Entry {
    ledger: Arc<Ledger>,
    pub(super) tokens: Tokens,
    settled: bool,
}

impl Entry {
    /// Counts the request as answered, with its tokens and their cost.
    pub(super) fn answered(&mut self, model: &str) {
        let mut counted = self.ledger.lock();
        counted.answered += 1;
        counted.tokens.add(self.tokens);
        counted.dollars += bill(model, self.tokens);
        self.settled = true;
    }

    pub(super) fn refused(&mut self, code: &'static str) {
        *self.ledger.lock().failed.entry(code).or_default() += 1;
        self.settled = true;
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if !self.settled {
            let mut counted = self.ledger.lock();
            counted.disconnected += 1;
            counted.unreported.add(self.tokens);
        }
    }
}

impl Tokens {
    fn add(&mut self, other: Self) {
        self.input += other.input;
        self.cached_input += other.cached_input;
        self.output += other.output;
    }
}
