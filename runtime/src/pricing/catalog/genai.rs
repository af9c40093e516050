//! `genai-prices`, which shows prices only by what a call costs.

use super::{
    super::{
        Cost, Estimate, counts::Counts, counts::Parts, loading::catch_panic, missing::Missing, missing::MissingPrices,
    },
    Reference, find,
    rate_sampling::mix,
};
use crate::ServedTier;
use genai_prices::{Calculator, ErrorKind, PriceRequest, Usage, UsageKey};
use std::time::SystemTime;

#[derive(Debug)]
pub(super) enum GenAi {
    Bundled(&'static Calculator),
    Loaded(Box<Calculator>),
}

/// How a request says on which terms it was served.
type Context = Option<(&'static str, &'static str)>;

impl GenAi {
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

    pub(super) fn find(&self, provider: Option<&str>, model: &str) -> Option<Reference> {
        catch_panic(|| find::find(self, provider, model)).flatten().filter(|found| !self.is_priced_otherwise(found))
    }

    pub(super) fn estimate(&self, model: &Reference, counts: Counts, time: SystemTime) -> Option<Estimate> {
        let asked = Asked { book: self, model, time };
        let context = asked.context(counts.tier);
        let gaps =
            asked.gaps(&counts).with(Missing::ServiceTier, counts.tier != ServedTier::Standard && context.is_none());
        let cost = asked.cost(&usage(&counts), context);
        // A part that the book wants told more precisely: the whole is known all the same.
        let (cost, gaps) = match cost {
            Some(cost) => (cost, gaps),
            None => (asked.cost(&usage(&counts.without_parts()), context)?, gaps.union(parts_told(&counts.parts))),
        };
        Some(Estimate { cost, gaps })
    }

    /// As [`estimate`](Self::estimate), without looking at what is missing.
    pub(super) fn cost(&self, model: &Reference, counts: Counts, time: SystemTime) -> Option<Cost> {
        let asked = Asked { book: self, model, time };
        asked.cost(&usage(&counts), asked.context(counts.tier))
    }

    /// Whether the book sells the model by the second, the page or the character and has no price of its tokens:
    /// zero would be a lie then. (A model without any price is free.)
    pub(super) fn is_priced_otherwise(&self, model: &Reference) -> bool {
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
        let asked = Asked { book: self, model, time: SystemTime::now() };
        if asked.cost(&usage(&mix(8_000)), None) != Some(Cost::default()) {
            return false;
        }
        let others = OTHERS.into_iter().map(|key| (key, 1_000.0)).collect();
        asked.cost(&others, None) != Some(Cost::default())
    }
}

/// A model of the book at a time.
struct Asked<'a> {
    book: &'a GenAi,
    model: &'a Reference,
    time: SystemTime,
}

impl Asked<'_> {
    fn ask(&self, usage: &Usage, context: Context) -> Option<genai_prices::Result<f64>> {
        let mut request =
            PriceRequest::new(&self.model.name, usage).with_provider_id(&self.model.provider).with_timestamp(self.time);
        if let Some((key, value)) = context {
            request = request.with_price_context(key, value);
        }
        catch_panic(|| self.book.calculator().calculate(&request).map(|price| price.total_price))
    }

    fn cost(&self, usage: &Usage, context: Context) -> Option<Cost> {
        Cost::from_dollars(self.ask(usage, context)?.ok()?)
    }

    /// How the book calls the terms, if it has prices for them. A context that it does not know gives the ordinary
    /// prices: so a tier is known only by prices that differ.
    fn context(&self, tier: ServedTier) -> Context {
        let context = match tier {
            ServedTier::Standard | ServedTier::Unknown => return None,
            ServedTier::Flex => ("service_tier", "flex"),
            ServedTier::Priority => ("service_tier", "priority"),
            ServedTier::Batch => ("processing", "batch"),
        };
        let usage = usage(&mix(8_000));
        let (ordinary, served) = (self.cost(&usage, None), self.cost(&usage, Some(context)));
        (served.is_some() && served != ordinary).then_some(context)
    }

    /// What the call used that has no price, or only that of the whole which it is a part of.
    fn gaps(&self, counts: &Counts) -> MissingPrices {
        let alone = |key| self.cost(&Usage::from([(key, 1e6)]), None).unwrap_or_default() > Cost::default();
        let (input, output) = (alone(UsageKey::INPUT_TOKENS), alone(UsageKey::OUTPUT_TOKENS));
        let parts = &counts.parts;
        let short_write = counts.cache_write > counts.one_hour_write;
        let lacks = |used: bool, key: UsageKey| used && !self.has_price(key);
        let searches = parts.web_searches > 0
            && self.cost(&Usage::from([(UsageKey::WEB_SEARCHES, 1e3)]), None) == self.cost(&Usage::new(), None);
        let gaps = MissingPrices::NONE.with(Missing::WebSearchPrice, searches);
        if !input && !output {
            return gaps; // a free model
        }
        gaps.with(Missing::InputPrice, !input && counts.inclusive_input() > 0)
            .with(Missing::OutputPrice, !output && counts.output > 0)
            .with(Missing::CachedInputPrice, lacks(counts.cached_input > 0, UsageKey::CACHE_READ_TOKENS))
            .with(Missing::CacheWritePrice, lacks(short_write, UsageKey::CACHE_WRITE_TOKENS))
            .with(Missing::CacheWritePrice, lacks(counts.one_hour_write > 0, UsageKey::CACHE_WRITE_1H_TOKENS))
            .with(Missing::AudioPrice, lacks(parts.input_audio > 0, UsageKey::INPUT_AUDIO_TOKENS))
            .with(Missing::AudioPrice, lacks(parts.cached_audio > 0, UsageKey::CACHE_AUDIO_READ_TOKENS))
            .with(Missing::AudioPrice, lacks(parts.output_audio > 0, UsageKey::OUTPUT_AUDIO_TOKENS))
            .with(Missing::ImagePrice, lacks(parts.output_image > 0, UsageKey::OUTPUT_IMAGE_TOKENS))
    }

    /// Whether a part of the tokens has a price of its own. The book looks at a part only if it has: then it refuses one
    /// that is larger than the whole.
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
        matches!(self.ask(&usage, None), Some(Err(error)) if error.kind() == ErrorKind::InvalidUsage)
    }
}

/// Every part that was told, as missing.
fn parts_told(parts: &Parts) -> MissingPrices {
    MissingPrices::NONE
        .with(Missing::AudioPrice, parts.input_audio + parts.cached_audio + parts.output_audio > 0)
        .with(Missing::ImagePrice, parts.input_image + parts.output_image > 0)
        .with(Missing::WebSearchPrice, parts.web_searches > 0)
}

/// The book's input includes what was read from the cache and written to it, and its audio what was cached of it.
#[allow(clippy::cast_precision_loss)] // the book counts in floats; tokens are far below 2^53
pub(super) fn usage(counts: &Counts) -> Usage {
    let [_, _, short_write, _, one_hour] = counts.directions();
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
        (UsageKey::INPUT_AUDIO_TOKENS, parts.input_audio + parts.cached_audio),
        (UsageKey::CACHE_AUDIO_READ_TOKENS, parts.cached_audio),
        (UsageKey::OUTPUT_AUDIO_TOKENS, parts.output_audio),
        (UsageKey::INPUT_IMAGE_TOKENS, parts.input_image),
        (UsageKey::OUTPUT_IMAGE_TOKENS, parts.output_image),
        (UsageKey::WEB_SEARCHES, parts.web_searches),
    ] {
        usage.insert(key, count as f64);
    }
    // What is both is not told by a response; where the book has a price of it, it wants a number.
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
