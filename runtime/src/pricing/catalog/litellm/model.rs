//! Prices a call by a model of LiteLLM's file.

use super::{
    super::super::{
        billable_counts::BillableCounts,
        cost::Cost,
        estimate::Estimate,
        missing_prices::{MissingPrice, MissingPrices},
        providers::canonical,
    },
    fields::{Field, Unit, field, price},
    off_peak::OffPeak,
};
use crate::ServiceTier;
use serde_json::{Map, Value};
use std::time::SystemTime;

#[derive(Debug)]
pub(super) struct Model {
    /// The id that `genai-prices` has for it.
    pub(super) provider: Box<str>,
    /// Dollars each.
    prices: Box<[(Field, f64)]>,
    off_peak: Option<Box<OffPeak>>,
    /// Dollars a search, with a context of medium size.
    search: Option<f64>,
}

impl Model {
    /// `None` if it has no price of tokens.
    pub(super) fn from_json(entry: &Map<String, Value>) -> Result<Option<Self>, String> {
        let mut prices = Vec::new();
        read(entry, 0, &mut prices)?;
        for step in entry.get("tiered_pricing").and_then(Value::as_array).into_iter().flatten() {
            let start = step.pointer("/range/0").and_then(Value::as_f64).unwrap_or(0.0);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
            read(step.as_object().ok_or("a tier is no object")?, start as u64, &mut prices)?;
        }
        let has = |unit| prices.iter().any(|(field, _)| field.unit == unit && field.tier == ServiceTier::Standard);
        if !has(Unit::Input) && !has(Unit::Output) {
            return Ok(None);
        }
        let search =
            entry.get("search_context_cost_per_query").and_then(|sizes| sizes.get("search_context_size_medium"));
        let provider = entry.get("litellm_provider").and_then(Value::as_str).unwrap_or_default();
        Ok(Some(Self {
            provider: canonical(provider).into(),
            prices: prices.into(),
            off_peak: OffPeak::from_json(entry).map(Box::new),
            search: search.and_then(price),
        }))
    }

    pub(super) fn estimate(&self, counts: &BillableCounts, time: SystemTime) -> Option<Estimate> {
        let mut bill = Bill { model: self, counts, time, dollars: 0.0, missing: MissingPrices::NONE };
        let parts = &counts.parts;
        let [input, cached, short_write, output, one_hour] = counts.rated_counts();
        let rest = |whole: u64, parts: &[u64]| parts.iter().fold(whole, |left, part| left.saturating_sub(*part));
        let plain_output = rest(output, &[parts.output_audio, parts.output_image, counts.reasoning]);
        let plain_input = rest(input, &[parts.input_audio, parts.input_image]);
        bill.add(plain_input, &[Unit::Input], Some(MissingPrice::InputPrice));
        bill.add(
            rest(cached, &[parts.cached_audio]),
            &[Unit::CachedInput, Unit::Input],
            Some(MissingPrice::CachedInputPrice),
        );
        bill.add(short_write, &[Unit::CacheWrite, Unit::Input], Some(MissingPrice::CacheWritePrice));
        bill.add(one_hour, &[Unit::OneHourWrite, Unit::CacheWrite, Unit::Input], Some(MissingPrice::CacheWritePrice));
        bill.add(plain_output, &[Unit::Output], Some(MissingPrice::OutputPrice));
        bill.add(counts.reasoning, &[Unit::Reasoning, Unit::Output], None);
        bill.add(parts.input_audio, &[Unit::InputAudio, Unit::Input], Some(MissingPrice::AudioPrice));
        let cached_audio = [Unit::CachedAudio, Unit::CachedInput, Unit::Input];
        bill.add(parts.cached_audio, &cached_audio, Some(MissingPrice::AudioPrice));
        bill.add(parts.output_audio, &[Unit::OutputAudio, Unit::Output], Some(MissingPrice::AudioPrice));
        bill.add(parts.input_image, &[Unit::InputImage, Unit::Input], None);
        bill.add(parts.output_image, &[Unit::OutputImage, Unit::Output], Some(MissingPrice::ImagePrice));
        bill.add(1, &[Unit::Request], None);
        bill.add_searches(parts.web_searches, self.search);
        bill.missing = bill.missing.with(MissingPrice::ServiceTier, !self.knows(counts.tier));
        Some(Estimate { cost: Cost::from_dollars(bill.dollars)?, missing: bill.missing })
    }

    fn knows(&self, tier: ServiceTier) -> bool {
        self.prices.iter().any(|(field, _)| field.tier == tier)
    }

    /// The price of the whole request: that of the highest threshold that it is above.
    fn price(&self, unit: Unit, counts: &BillableCounts, tier: ServiceTier, time: SystemTime) -> Option<(u64, f64)> {
        let off_peak = self.off_peak.as_ref().filter(|_| tier == ServiceTier::Standard);
        if let Some(price) = off_peak.and_then(|off_peak| off_peak.price(unit, time)) {
            return Some((0, price));
        }
        let size = counts.inclusive_input();
        // xAI's thresholds are inclusive.
        let is_above = |start: u64| size > start || start == 0 || (size == start && &*self.provider == "x-ai");
        let prices = self.prices.iter().filter(|(field, _)| field.unit == unit && field.tier == tier);
        prices
            .map(|(field, price)| (field.above, *price))
            .filter(|(start, _)| is_above(*start))
            .max_by_key(|(start, _)| *start)
    }

    fn has_free_tokens(&self) -> bool {
        self.prices.iter().all(|(_, price)| *price == 0.0)
    }
}

/// Sums up the cost of a call.
struct Bill<'a> {
    model: &'a Model,
    counts: &'a BillableCounts,
    time: SystemTime,
    dollars: f64,
    missing: MissingPrices,
}

impl Bill<'_> {
    /// Adds so many of the first of `units` that has a price. If the first of all has none, its price is `missing`.
    #[allow(clippy::cast_precision_loss)] // tokens are far below 2^53
    fn add(&mut self, count: u64, units: &[Unit], missing: Option<MissingPrice>) {
        if count == 0 {
            return;
        }
        let found = units.iter().position(|unit| {
            let price = |tier| self.model.price(*unit, self.counts, tier, self.time);
            let (ordinary, served) = (price(ServiceTier::Standard), price(self.counts.tier));
            // What has no price of the tier at this size (or at all) costs as on standard terms, and is reported.
            let is_served = ordinary.is_none_or(|(size, _)| served.is_some_and(|(served, _)| served >= size));
            self.missing = self.missing.with(MissingPrice::ServiceTier, !is_served);
            let price = if is_served { served } else { ordinary };
            self.dollars += price.map_or(0.0, |(_, price)| price * count as f64);
            price.is_some()
        });
        if let Some(missing) = missing {
            self.missing = self.missing.with(missing, found != Some(0) && !self.model.has_free_tokens());
        }
    }

    #[allow(clippy::cast_precision_loss)] // few
    fn add_searches(&mut self, searches: u64, price: Option<f64>) {
        self.dollars += price.unwrap_or(0.0) * searches as f64;
        self.missing = self.missing.with(MissingPrice::WebSearchPrice, searches > 0 && price.is_none());
    }
}

/// Reads the prices of an object, which hold above so many tokens of input.
fn read(object: &Map<String, Value>, above: u64, prices: &mut Vec<(Field, f64)>) -> Result<(), String> {
    for (name, value) in object {
        let Some(mut field) = field(name) else { continue };
        if value.is_null() {
            continue;
        }
        field.above = field.above.max(above);
        prices.push((field, price(value).ok_or_else(|| format!("{name} is {value}, expected US dollars a token"))?));
    }
    Ok(())
}
