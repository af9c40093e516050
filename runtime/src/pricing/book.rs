//! The price book: `genai-prices`, asked so that what it answers can be trusted.

mod find;
mod flat;

use super::{Cost, counts::Counts, loading::contain};
use genai_prices::{Calculator, PriceRequest, Usage, UsageKey};
use std::time::SystemTime;

pub(super) use flat::Flat;

#[derive(Debug, Clone, Copy)]
pub(super) struct Book(&'static Calculator);

/// A model that the book has, under a name by which the book finds it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) provider: &'static str,
    pub(super) name: Box<str>,
    /// The book's own id of it.
    pub(super) id: Box<str>,
}

impl Book {
    /// Decodes the book: some ten milliseconds. A second time it is there.
    pub(super) fn load() -> Self {
        Self(Calculator::bundled())
    }

    /// The model that is meant, or none: never one that is only nearly so called.
    pub(super) fn find(self, provider: Option<&str>, model: &str) -> Option<Reference> {
        contain(|| find::find(self, provider, model)).flatten().filter(|found| !self.is_priced_otherwise(found))
    }

    /// In picodollars; `None` if the book can't tell.
    pub(super) fn cost(self, model: &Reference, counts: Counts, time: SystemTime) -> Option<u64> {
        self.ask(model, &usage(counts), time)
    }

    fn ask(self, model: &Reference, usage: &Usage, time: SystemTime) -> Option<u64> {
        let request = PriceRequest::new(&model.name, usage).with_provider_id(model.provider).with_timestamp(time);
        let price = contain(|| self.0.calculate(&request))?.ok()?;
        Cost::from_dollars(price.total_price).map(Cost::picodollars)
    }

    /// Whether the book sells the model by the second, the page or the character and has no price of its tokens:
    /// zero would be a lie then. (A model without any price is free.)
    fn is_priced_otherwise(self, model: &Reference) -> bool {
        const OTHERS: [UsageKey; 8] = [
            UsageKey::AUDIO_SECONDS,
            UsageKey::INPUT_AUDIO_SECONDS,
            UsageKey::OUTPUT_AUDIO_SECONDS,
            UsageKey::INPUT_CHARACTERS,
            UsageKey::INPUT_DOCUMENT_PAGES,
            UsageKey::INPUT_PIXELS,
            UsageKey::INPUT_TEXT_MESSAGES,
            UsageKey::RERANK_SEARCHES,
        ];
        let now = SystemTime::now();
        let tokens = Counts { input: 1_000, cached_input: 1_000, cache_write: 1_000, output: 1_000, reasoning: 0 };
        if self.cost(model, tokens, now) != Some(0) {
            return false;
        }
        let others = OTHERS.into_iter().map(|key| (key, 1_000.0)).collect();
        self.ask(model, &others, now) != Some(0)
    }
}

/// The book's input includes what was read from the cache and written to it.
#[allow(clippy::cast_precision_loss)] // the book counts in floats; tokens are far below 2^53
fn usage(counts: Counts) -> Usage {
    Usage::from([
        (UsageKey::INPUT_TOKENS, counts.inclusive_input() as f64),
        (UsageKey::CACHE_READ_TOKENS, counts.cached_input as f64),
        (UsageKey::CACHE_WRITE_TOKENS, counts.cache_write as f64),
        (UsageKey::OUTPUT_TOKENS, counts.output as f64),
        (UsageKey::OUTPUT_REASONING_TOKENS, counts.reasoning as f64),
    ])
}

#[cfg(test)]
mod tests;
