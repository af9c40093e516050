//! Checks a configuration, and converts it to the options of the registry, the exposition and the prices.

use super::{Config, InitError, OtelNames};
use crate::{
    encoding::{ExpositionConfig, is_name},
    metrics::{FAMILIES, Family, MetricType, OTEL_GENAI, OTEL_GENAI_INFERENCE, Options, label_names},
    pricing::PriceResolver,
};

/// A configuration that can be used.
#[derive(Debug)]
pub(crate) struct ValidatedConfig {
    pub(crate) enabled: bool,
    pub(crate) options: Options,
    pub(crate) exposition: ExpositionConfig,
}

impl Default for ValidatedConfig {
    fn default() -> Self {
        Self::unchecked(Config::new())
    }
}

impl ValidatedConfig {
    /// For what was checked, or is right by itself.
    fn unchecked(config: Config) -> Self {
        Self {
            enabled: config.enabled,
            options: Options {
                buckets: config.buckets,
                series_cap: config.series_cap,
                label_value_length_limit: config.label_value_length_limit,
                idle_series_ttl: config.idle_series_ttl,
                otel_families: match config.naming {
                    OtelNames::Own => &[],
                    OtelNames::OtelGenAi => OTEL_GENAI,
                    OtelNames::OtelGenAiInference => OTEL_GENAI_INFERENCE,
                },
            },
            exposition: ExpositionConfig::new(config.prefix, config.constant_labels),
        }
    }
}

/// Refuses a configuration with a value that can't be used.
pub(crate) fn check(mut config: Config) -> Result<(ValidatedConfig, PriceResolver), InitError> {
    if !is_name(&config.prefix, true) && !config.prefix.is_empty() {
        return Err(InitError::Prefix { prefix: config.prefix });
    }
    if config.series_cap == 0 {
        return Err(InitError::SeriesCap);
    }
    if config.label_value_length_limit < 128 {
        return Err(InitError::LabelValueLengthLimit);
    }
    for (name, bounds) in &config.buckets {
        if !histograms().any(|family| family.name == *name) {
            let nearest = histograms().map(|family| family.name).min_by_key(|family| strsim::levenshtein(family, name));
            return Err(InitError::NoSuchHistogram { family: name.clone(), nearest: nearest.unwrap_or_default() });
        }
        let usable = |bound: &f64| bound.is_finite() && *bound >= 0.0;
        if bounds.is_empty() || !bounds.iter().all(usable) || !bounds.is_sorted_by(|a, b| a < b) {
            return Err(InitError::Buckets { family: name.clone() });
        }
    }
    for name in config.constant_labels.keys() {
        if !is_name(name, false) || name.starts_with("__") || label_names().any(|reserved| reserved == name) {
            return Err(InitError::ConstantLabel { name: name.clone() });
        }
    }
    let fallback = config.fallback_price.as_ref().map(|price| ("fallback_price", price));
    let overrides = config.prices.iter().map(|(model, price)| (model.as_str(), price));
    for (model, price) in overrides.chain(fallback) {
        if let Some((field, value)) = price.unusable() {
            return Err(InitError::Price { model: model.to_owned(), field, value });
        }
    }
    let prices = PriceResolver::new(std::mem::take(&mut config.prices), config.fallback_price);
    Ok((ValidatedConfig::unchecked(config), prices))
}

fn histograms() -> impl Iterator<Item = &'static Family> {
    FAMILIES.iter().filter(|family| family.kind == MetricType::Histogram)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Price;

    #[test]
    fn what_cannot_be_used_is_named() {
        let refused = |config: Config| check(config).expect_err("it can't be used").to_string();
        assert!(refused(Config::new().prefix("9bot")).contains("`9bot`"));
        assert!(refused(Config::new().price("m", Price::new(f64::NAN, 1.0))).contains("`m`"));
        assert!(
            refused(Config::new().price("m", Price::new(1.0, 1.0).cached_input(-1.0))).contains("`cached_input` is -1")
        );
        assert!(refused(Config::new().fallback_price(Price::new(1.0, f64::INFINITY))).contains("`fallback_price`"));
        assert!(
            refused(Config::new().buckets("llm_request_duration_second", [1.0]))
                .contains("`llm_request_duration_seconds`")
        );
        assert!(refused(Config::new().buckets("worker_duration_seconds", [2.0, 1.0])).contains("rising order"));
        for label in label_names().chain(["__name__", "a-b", "9", ""]) {
            assert!(refused(Config::new().constant_label(label, "x")).contains(&format!("`{label}`")));
        }
        assert!(refused(Config::new().series_cap(0)).contains("series_cap"));
        assert!(refused(Config::new().label_value_length_limit(127)).contains("label_value_length_limit"));
        assert!(check(Config::new().prefix("").label_value_length_limit(128)).is_ok());
    }
}
