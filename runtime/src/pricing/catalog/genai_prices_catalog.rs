//! Prices a call by `genai-prices`, which exposes no rates, only a calculator.

use super::{
    super::{
        billable_counts::{BillableCounts, Parts},
        cost::Cost,
        estimate::Estimate,
        loading::catch_panic,
        missing_prices::{MissingPrice, MissingPrices},
    },
    reference::Reference,
};
use crate::ServiceTier;
use genai_prices::{Calculator, ErrorKind, PriceRequest, Usage, UsageKey};
use std::time::SystemTime;

#[derive(Debug)]
pub(super) enum GenaiPrices {
    Bundled(&'static Calculator),
    Loaded(Box<Calculator>),
}

/// The price context that stands for the terms of a service tier.
type Terms = Option<(&'static str, &'static str)>;

impl GenaiPrices {
    pub(super) fn bundled() -> Self {
        Self::Bundled(Calculator::bundled())
    }

    pub(super) fn from_json(json: &[u8]) -> Result<Self, String> {
        let calculator = catch_panic(|| Calculator::from_json(json)).ok_or("it can't be decoded")?;
        calculator.map(Box::new).map(Self::Loaded).map_err(|error| error.to_string())
    }

    pub(super) fn calculator(&self) -> &Calculator {
        match self {
            Self::Bundled(calculator) => calculator,
            Self::Loaded(calculator) => calculator,
        }
    }

    pub(super) fn models(&self) -> usize {
        self.calculator().providers().map(|provider| provider.models().count()).sum()
    }

    pub(super) fn estimate(&self, model: &Reference, counts: BillableCounts, time: SystemTime) -> Option<Estimate> {
        let model = ModelAt { catalog: self, model, time };
        let terms = model.terms(counts.tier);
        let is_other_tier = counts.tier != ServiceTier::Standard && terms.is_none();
        let missing = model.missing(&counts).with(MissingPrice::ServiceTier, is_other_tier);
        if let Some(cost) = model.cost(&usage(&counts), terms) {
            return Some(Estimate { cost, missing });
        }
        // The calculator needs a part in more detail than a response reports it: the whole is priced without its parts.
        let cost = model.cost(&usage(&counts.without_parts()), terms)?;
        Some(Estimate { cost, missing: missing.union(parts_as_missing(&counts.parts)) })
    }

    /// As [`estimate`](Self::estimate), without the missing prices.
    pub(super) fn cost(&self, model: &Reference, counts: BillableCounts, time: SystemTime) -> Option<Cost> {
        let model = ModelAt { catalog: self, model, time };
        model.cost(&usage(&counts), model.terms(counts.tier))
    }

    /// Whether the model is sold by the second, the page or the character and has no price of tokens, so that zero would be
    /// wrong. (A model without any price is free.)
    pub(super) fn has_only_other_units(&self, model: &Reference) -> bool {
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
        let model = ModelAt { catalog: self, model, time: SystemTime::now() };
        if model.cost(&usage(&BillableCounts::MIX), None) != Some(Cost::default()) {
            return false;
        }
        let others = OTHERS.into_iter().map(|key| (key, 1_000.0)).collect();
        model.cost(&others, None) != Some(Cost::default())
    }
}

/// A model at a time.
struct ModelAt<'a> {
    catalog: &'a GenaiPrices,
    model: &'a Reference,
    time: SystemTime,
}

impl ModelAt<'_> {
    fn calculate(&self, usage: &Usage, terms: Terms) -> Option<genai_prices::Result<f64>> {
        let mut request =
            PriceRequest::new(&self.model.name, usage).with_provider_id(&self.model.provider).with_timestamp(self.time);
        if let Some((key, value)) = terms {
            request = request.with_price_context(key, value);
        }
        catch_panic(|| self.catalog.calculator().calculate(&request).map(|price| price.total_price))
    }

    fn cost(&self, usage: &Usage, terms: Terms) -> Option<Cost> {
        Cost::from_dollars(self.calculate(usage, terms)?.ok()?)
    }

    /// The terms of a tier, if the catalog has prices for it. The calculator ignores terms that it has no prices for, so a
    /// tier is known only by prices that differ from the standard ones.
    fn terms(&self, tier: ServiceTier) -> Terms {
        let terms = match tier {
            ServiceTier::Standard | ServiceTier::Unknown => return None,
            ServiceTier::Flex => ("service_tier", "flex"),
            ServiceTier::Priority => ("service_tier", "priority"),
            ServiceTier::Batch => ("processing", "batch"),
        };
        let usage = usage(&BillableCounts::MIX);
        let (standard, served) = (self.cost(&usage, None), self.cost(&usage, Some(terms)));
        (served.is_some() && served != standard).then_some(terms)
    }

    /// What the call used without a price, or with only the price of the whole that it is a part of.
    fn missing(&self, counts: &BillableCounts) -> MissingPrices {
        let alone = |key| self.cost(&Usage::from([(key, 1e6)]), None).unwrap_or_default() > Cost::default();
        let (input, output) = (alone(UsageKey::INPUT_TOKENS), alone(UsageKey::OUTPUT_TOKENS));
        let parts = &counts.parts;
        let short_write = counts.cache_write > counts.one_hour_write;
        let lacks = |used: bool, key: UsageKey| used && !self.has_price(key);
        let searches = parts.web_searches > 0
            && self.cost(&Usage::from([(UsageKey::WEB_SEARCHES, 1e3)]), None) == self.cost(&Usage::new(), None);
        let missing = MissingPrices::NONE.with(MissingPrice::WebSearchPrice, searches);
        if !input && !output {
            return missing; // a free model
        }
        missing
            .with(MissingPrice::InputPrice, !input && counts.inclusive_input() > 0)
            .with(MissingPrice::OutputPrice, !output && counts.output > 0)
            .with(MissingPrice::CachedInputPrice, lacks(counts.cached_input > 0, UsageKey::CACHE_READ_TOKENS))
            .with(MissingPrice::CacheWritePrice, lacks(short_write, UsageKey::CACHE_WRITE_TOKENS))
            .with(MissingPrice::CacheWritePrice, lacks(counts.one_hour_write > 0, UsageKey::CACHE_WRITE_1H_TOKENS))
            .with(MissingPrice::AudioPrice, lacks(parts.input_audio > 0, UsageKey::INPUT_AUDIO_TOKENS))
            .with(MissingPrice::AudioPrice, lacks(parts.cached_audio > 0, UsageKey::CACHE_AUDIO_READ_TOKENS))
            .with(MissingPrice::AudioPrice, lacks(parts.output_audio > 0, UsageKey::OUTPUT_AUDIO_TOKENS))
            .with(MissingPrice::ImagePrice, lacks(parts.output_image > 0, UsageKey::OUTPUT_IMAGE_TOKENS))
    }

    /// Whether a part of the tokens has a price of its own. The calculator looks at a part only if it has, and then refuses
    /// one that is larger than its whole.
    fn has_price(&self, part: UsageKey) -> bool {
        let wholes = [
            UsageKey::INPUT_TOKENS,
            UsageKey::OUTPUT_TOKENS,
            UsageKey::CACHE_READ_TOKENS,
            UsageKey::CACHE_WRITE_TOKENS,
            UsageKey::INPUT_AUDIO_TOKENS,
        ];
        let mut usage: Usage = wholes.into_iter().map(|key| (key, 0.0)).collect();
        usage.insert(part, 1.0);
        matches!(self.calculate(&usage, None), Some(Err(error)) if error.kind() == ErrorKind::InvalidUsage)
    }
}

/// The price of every part that was used.
fn parts_as_missing(parts: &Parts) -> MissingPrices {
    MissingPrices::NONE
        .with(MissingPrice::AudioPrice, parts.input_audio.max(parts.cached_audio).max(parts.output_audio) > 0)
        .with(MissingPrice::ImagePrice, parts.input_image.max(parts.output_image) > 0)
        .with(MissingPrice::WebSearchPrice, parts.web_searches > 0)
}

/// The counts as the calculator takes them: its input includes what was read from the cache and written to it, and its
/// audio includes cached audio.
#[allow(clippy::cast_precision_loss)] // the calculator counts in floats; tokens are far below 2^53
fn usage(counts: &BillableCounts) -> Usage {
    let [_, _, short_write, _, one_hour] = counts.rated_counts();
    let mut usage = Usage::from([
        (UsageKey::INPUT_TOKENS, counts.inclusive_input() as f64),
        (UsageKey::CACHE_READ_TOKENS, counts.cached_input as f64),
        (UsageKey::CACHE_WRITE_TOKENS, counts.cache_write as f64),
        (UsageKey::CACHE_WRITE_5M_TOKENS, short_write as f64),
        (UsageKey::CACHE_WRITE_1H_TOKENS, one_hour as f64),
        (UsageKey::OUTPUT_TOKENS, counts.output as f64),
        (UsageKey::OUTPUT_REASONING_TOKENS, counts.reasoning as f64),
    ]);
    let parts = &counts.parts;
    if *parts == Parts::NONE {
        return usage;
    }
    for (key, count) in [
        (UsageKey::INPUT_AUDIO_TOKENS, parts.input_audio.saturating_add(parts.cached_audio)),
        (UsageKey::CACHE_AUDIO_READ_TOKENS, parts.cached_audio),
        (UsageKey::OUTPUT_AUDIO_TOKENS, parts.output_audio),
        (UsageKey::INPUT_IMAGE_TOKENS, parts.input_image),
        (UsageKey::OUTPUT_IMAGE_TOKENS, parts.output_image),
        (UsageKey::WEB_SEARCHES, parts.web_searches),
    ] {
        usage.insert(key, count as f64);
    }
    // No response reports the tokens that are of two parts at once; where they have a price, the calculator needs a number.
    for key in [
        UsageKey::CACHE_IMAGE_READ_TOKENS,
        UsageKey::CACHE_AUDIO_WRITE_TOKENS,
        UsageKey::CACHE_AUDIO_WRITE_5M_TOKENS,
        UsageKey::CACHE_AUDIO_WRITE_1H_TOKENS,
        UsageKey::CACHE_IMAGE_WRITE_TOKENS,
        UsageKey::CACHE_IMAGE_WRITE_5M_TOKENS,
        UsageKey::CACHE_IMAGE_WRITE_1H_TOKENS,
        UsageKey::OUTPUT_AUDIO_REASONING_TOKENS,
        UsageKey::OUTPUT_IMAGE_REASONING_TOKENS,
    ] {
        usage.insert(key, 0.0);
    }
    usage
}
