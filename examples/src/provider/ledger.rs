//! What the server counts: the other side of the metrics.

use super::price::bill;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Tokens in parts that don't overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Of prompts, not from the cache.
    pub input: u64,
    /// Of prompts, from the cache.
    pub cached_input: u64,
    /// Of answers.
    pub output: u64,
}

/// What was counted up to now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counted {
    /// Requests that came in.
    pub requests: u64,
    /// Requests that were answered to the end.
    pub answered: u64,
    /// Requests that were refused, by the code of the error.
    pub failed: BTreeMap<&'static str, u64>,
    /// Requests whose caller hung up before the end.
    pub hung_up: u64,
    /// The tokens that callers were told of.
    pub tokens: Tokens,
    /// Tokens of requests whose caller hung up: it never learns of them.
    pub untold: Tokens,
    /// What the told tokens cost, in US dollars.
    pub dollars: f64,
}

impl Counted {
    /// Requests that were refused, for whatever reason.
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

    /// A request came in.
    pub(super) fn open(self: &Arc<Self>) -> Entry {
        self.lock().requests += 1;
        Entry { ledger: Arc::clone(self), tokens: Tokens::default(), settled: false }
    }
}

/// One request; if it is dropped before it is settled, its caller has hung up.
#[derive(Debug)]
pub(super) struct Entry {
    ledger: Arc<Ledger>,
    pub(super) tokens: Tokens,
    settled: bool,
}

impl Entry {
    /// The caller is told the whole answer and its tokens.
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
            counted.hung_up += 1;
            counted.untold.add(self.tokens);
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
