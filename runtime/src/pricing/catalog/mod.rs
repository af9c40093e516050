//! A price book: `genai-prices`, compiled in or from a file, or LiteLLM's file; asked so that what it answers can be
//! trusted.

mod aliases;
mod find;
mod genai;
mod litellm;
mod rate_sampling;

use super::{Estimate, PriceBookError, counts::Counts, flat_rates::FlatRates};
use crate::ServedTier;
use genai::GenAi;
use litellm::LiteLlm;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Debug)]
pub(super) struct Catalog {
    kind: Kind,
    /// How old the prices are, as far as it is known.
    dated: SystemTime,
}

#[derive(Debug)]
enum Kind {
    GenAi(GenAi),
    LiteLlm(LiteLlm),
}

/// A model that the book has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) provider: Box<str>,
    /// A name by which the book finds it.
    pub(super) name: Box<str>,
    /// The book's own id of it.
    pub(super) id: Box<str>,
}

/// The newest prices that were in force when `genai-prices` 0.2.1 was published: 2026-10-20. The bundled data has no date
/// of its own.
const BUNDLED: u64 = 1_792_454_400;

impl Catalog {
    /// Decodes the book that is compiled in: some ten milliseconds. A second time it is there.
    pub(super) fn bundled() -> Self {
        Self { kind: Kind::GenAi(GenAi::bundled()), dated: UNIX_EPOCH + Duration::from_secs(BUNDLED) }
    }

    /// An array of providers is `genai-prices`', an object of models LiteLLM's.
    pub(super) fn from_json(json: &[u8], dated: SystemTime) -> Result<Self, PriceBookError> {
        let invalid = |reason: String| PriceBookError::Invalid { reason };
        let kind = match json.trim_ascii_start().first() {
            Some(b'[') => Kind::GenAi(GenAi::from_json(json).map_err(invalid)?),
            Some(b'{') => Kind::LiteLlm(LiteLlm::from_json(json).map_err(invalid)?),
            _ => return Err(invalid("it is neither an array of providers nor an object of models".to_owned())),
        };
        let book = Self { kind, dated };
        if book.models() == 0 { Err(invalid("it has no model with a price".to_owned())) } else { Ok(book) }
    }

    pub(super) fn models(&self) -> usize {
        match &self.kind {
            Kind::GenAi(book) => book.models(),
            Kind::LiteLlm(book) => book.models(),
        }
    }

    pub(super) fn dated(&self) -> SystemTime {
        self.dated
    }

    /// The model that is meant, or none: never one that is only nearly so called.
    pub(super) fn find(&self, provider: Option<&str>, model: &str) -> Option<Reference> {
        match &self.kind {
            Kind::GenAi(book) => book.find(provider, model),
            Kind::LiteLlm(book) => book.find(provider, model),
        }
    }

    /// `None` if the book can't tell.
    pub(super) fn estimate(&self, model: &Reference, counts: Counts, time: SystemTime) -> Option<Estimate> {
        match &self.kind {
            Kind::GenAi(book) => book.estimate(model, counts, time),
            Kind::LiteLlm(book) => book.estimate(model, counts, time),
        }
    }

    /// What holds around a time on one tier's terms; `before` is what held before.
    pub(super) fn flat(
        &self,
        model: &Reference,
        tier: ServedTier,
        time: SystemTime,
        before: Option<FlatRates>,
    ) -> FlatRates {
        let cost = |counts, time| match &self.kind {
            Kind::GenAi(book) => book.cost(model, counts, time),
            Kind::LiteLlm(book) => book.estimate(model, counts, time).map(|estimate| estimate.cost()),
        };
        FlatRates::find(cost, |counts, time| self.estimate(model, counts, time), tier, time, before)
    }
}

#[cfg(test)]
mod tests;
