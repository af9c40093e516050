//! Without the feature `prices` there is no book: nothing is found in it.

use super::{counts::Counts, rates::Rates};
use std::time::SystemTime;

#[derive(Debug, Clone, Copy)]
pub(super) struct Book;

#[derive(Debug)]
pub(super) enum Reference {}

impl Book {
    pub(super) fn load() -> Self {
        Self
    }

    #[allow(clippy::unused_self)] // as with a book
    pub(super) fn find(self, _provider: Option<&str>, _model: &str) -> Option<Reference> {
        None
    }

    #[allow(clippy::unused_self)] // as with a book
    pub(super) fn cost(self, model: &Reference, _counts: Counts, _time: SystemTime) -> Option<u64> {
        match *model {}
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Flat {
    pub(super) limit: u64,
    pub(super) rates: Rates,
    pub(super) from: u64,
    pub(super) until: u64,
}

impl Flat {
    pub(super) const OUTPUT: u64 = 2_000_000;

    pub(super) fn find(
        _cost: impl Fn(Counts, SystemTime) -> Option<u64>,
        _time: SystemTime,
        before: Option<Self>,
    ) -> Self {
        before.unwrap_or(Self { limit: 0, rates: Rates::FREE, from: 0, until: 0 })
    }
}
