//! Defines the configuration of the crate, which [`init`](crate::init) sets once.

#[cfg(feature = "serde")]
mod deserialize_prices;
mod error;
mod otel_names;
mod server_config;
#[cfg(feature = "registry")]
mod validated_config;

pub use error::InitError;
pub use otel_names::OtelNames;
pub use server_config::ServerConfig;
#[cfg(feature = "registry")]
pub(crate) use validated_config::{ValidatedConfig, check};

use crate::{
    error::{Classifier, ErrorType},
    pricing::Price,
};
use std::{collections::BTreeMap, error::Error, time::Duration};

/// What is recorded, and under which names. Every key has a default, so a program works without one. Where it is served is a
/// [`ServerConfig`].
///
/// It can be read from the configuration file of your own program with the feature `serde` (here `[metrics]` of a TOML
/// file): every key has its default, and an unknown key is an error.
///
/// ```
/// use agent_metrics::{Config, Price};
///
/// let config = Config::new()
///     .prefix("mybot_")
///     .price("our-finetune", Price::new(3.0, 15.0).cached_input(0.3))
///     .buckets("llm_request_duration_seconds", [0.5, 1.0, 5.0, 30.0])
///     .constant_label("host", "eu-1");
/// agent_metrics::init(config)?;
/// # Ok::<(), agent_metrics::InitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[must_use]
pub struct Config {
    pub(crate) enabled: bool,
    pub(crate) prefix: String,
    pub(crate) buckets: BTreeMap<String, Vec<f64>>,
    pub(crate) naming: OtelNames,
    pub(crate) series_cap: usize,
    pub(crate) label_value_length_limit: usize,
    #[cfg_attr(feature = "serde", serde(deserialize_with = "seconds"))]
    pub(crate) idle_series_ttl: Option<Duration>,
    pub(crate) constant_labels: BTreeMap<String, String>,
    #[cfg_attr(feature = "serde", serde(deserialize_with = "deserialize_prices::deserialize"))]
    pub(crate) prices: BTreeMap<String, Price>,
    pub(crate) fallback_price: Option<Price>,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) classifiers: Vec<Classifier>,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// The defaults: on, prefix `agent_`, 2,000 label sets a family, no fallback price.
    pub fn new() -> Self {
        Self {
            enabled: true,
            prefix: "agent_".to_owned(),
            buckets: BTreeMap::new(),
            naming: OtelNames::Own,
            series_cap: 2_000,
            label_value_length_limit: 256,
            idle_series_ttl: None,
            constant_labels: BTreeMap::new(),
            prices: BTreeMap::new(),
            fallback_price: None,
            classifiers: Vec::new(),
        }
    }

    /// Whether anything is recorded and served; `false` switches off at run time what is compiled in.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// What stands before every metric's name. Default `agent_`; with `spacebot_` the names are those of spacebot.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Also shows LLM calls under the names of OpenTelemetry's semantic conventions. Default: not.
    pub fn naming(mut self, naming: OtelNames) -> Self {
        self.naming = naming;
        self
    }

    /// The upper bounds of a histogram's buckets, in the unit of the family (seconds, or results), in order. The name is
    /// without the prefix.
    pub fn buckets(mut self, family: impl Into<String>, bounds: impl Into<Vec<f64>>) -> Self {
        self.buckets.insert(family.into(), bounds.into());
        self
    }

    /// How many label sets a family may have. Default 2,000; what is above goes to one series with the labels
    /// `_overflow`, and is counted in `series_overflow_total`. No total changes with the cap.
    ///
    /// Label sets with the model `unknown`, in which calls run whose model only the answer names, are counted apart: as many of them.
    pub fn series_cap(mut self, label_sets: usize) -> Self {
        self.series_cap = label_sets;
        self
    }

    /// How many bytes the value of a label may have, 128 at least. Default 256. A longer one, such as the name of a tool that a
    /// model made up, is cut at a character and ends in `~` and a hash of the whole, so that two long values stay two series;
    /// `label_truncated_total` counts it. A model's name that is cut has no price but that of a pattern.
    pub fn label_value_length_limit(mut self, bytes: usize) -> Self {
        self.label_value_length_limit = bytes;
        self
    }

    /// How long an unused series stays; default for ever. A program that gives every agent a new name does not grow without
    /// bound then. What runs now, and memories that exist, keep their series. Series are dropped when all are shown (by a scrape,
    /// `render`, `collect`, or a gathered registry), and one that comes back starts from zero. What it has counted stays in the
    /// families that are sums over series, as long as another series has the labels of the sum.
    ///
    /// In a file it is `idle_series_ttl = 3600`, in seconds.
    pub fn idle_series_ttl(mut self, ttl: impl Into<Option<Duration>>) -> Self {
        self.idle_series_ttl = ttl.into();
        self
    }

    /// A label that every series gets.
    pub fn constant_label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.constant_labels.insert(name.into(), value.into());
        self
    }

    /// The price of a model, by its exact name as your code calls it (`gpt-4o`, or `azure/gpt-4o` of one provider only):
    /// it wins over the price book.
    ///
    /// A `*` in the name stands for any text, and the price holds for all that fits. Of several that fit an exact name
    /// comes first, then the pattern with the most characters besides `*`, then the first in the order of the alphabet.
    ///
    /// ```
    /// use agent_metrics::{Config, Price};
    ///
    /// let config = Config::new()
    ///     .price("our-*", Price::new(1.0, 4.0))
    ///     .price("our-large-*", Price::new(3.0, 15.0));
    /// ```
    pub fn price(mut self, model: impl Into<String>, price: Price) -> Self {
        self.prices.insert(model.into(), price);
        self
    }

    /// The price of every model without a known one. Default none: such tokens count in `llm_unpriced_tokens_total`.
    pub fn fallback_price(mut self, price: impl Into<Option<Price>>) -> Self {
        self.fallback_price = price.into();
        self
    }

    /// Sets the error type of errors of a foreign type, wherever one is found: returned as it is, inside an error of yours as
    /// its `source()`, in a `Box<dyn Error>`, in `anyhow` or `eyre`. It holds for what the instance records.
    ///
    /// ```
    /// use agent_metrics::{Config, ErrorType};
    ///
    /// let config = Config::new().classify_error(|error: &std::num::ParseIntError| {
    ///     if error.to_string().is_empty() { ErrorType::Other } else { ErrorType::InvalidRequest }
    /// });
    /// agent_metrics::init(config)?;
    /// # Ok::<(), agent_metrics::InitError>(())
    /// ```
    pub fn classify_error<E: Error + 'static>(
        mut self,
        classify: impl Fn(&E) -> ErrorType + Send + Sync + 'static,
    ) -> Self {
        self.classifiers.push(Classifier::new(classify));
        self
    }
}

/// Reads a duration in seconds from a configuration file.
#[cfg(feature = "serde")]
fn seconds<'de, D: serde::Deserializer<'de>>(file: D) -> Result<Option<Duration>, D::Error> {
    let seconds = <Option<u64> as serde::Deserialize>::deserialize(file)?;
    Ok(seconds.map(Duration::from_secs))
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    #[test]
    fn seconds_or_null_are_a_lifetime() {
        for (json, expected) in [
            ("{}", None),
            (r#"{ "idle_series_ttl": null }"#, None),
            (r#"{ "idle_series_ttl": 3600 }"#, Some(Duration::from_secs(3_600))),
        ] {
            let config: Config = serde_json::from_str(json).expect("it is right");
            assert_eq!(config.idle_series_ttl, expected, "{json}");
        }
        assert!(serde_json::from_str::<Config>(r#"{ "idle_series_ttl": -1 }"#).is_err());
    }
}
