//! Defines the price of a model that the user sets: cached tokens cost as input unless they have a price of their own.

/// What a model costs, in US dollars per million tokens of each direction.
///
/// ```
/// use agent_metrics::Price;
///
/// let price = Price::new(3.0, 15.0).cached_input(0.3).cache_write(3.75).cache_write_one_hour(6.0);
/// assert_eq!(price.output_dollars(), 15.0);
/// ```
///
/// Audio and images cost as text. The price is that of ordinary calls: a call that was served on other terms (flex, priority,
/// batch), or searched the web, counts in `llm_incomplete_costs_total`. With the feature `serde` a price implements
/// `Deserialize`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[must_use]
pub struct Price {
    input: f64,
    output: f64,
    cached_input: Option<f64>,
    cache_write: Option<f64>,
    cache_write_one_hour: Option<f64>,
}

impl Price {
    /// The prices of input and output; cached tokens cost as much as input unless set.
    pub const fn new(input: f64, output: f64) -> Self {
        Self { input, output, cached_input: None, cache_write: None, cache_write_one_hour: None }
    }

    /// The price of input tokens that the provider read from its cache. Default: that of input.
    pub const fn cached_input(mut self, dollars: f64) -> Self {
        self.cached_input = Some(dollars);
        self
    }

    /// The price of tokens that the provider wrote to its cache. Default: that of input.
    pub const fn cache_write(mut self, dollars: f64) -> Self {
        self.cache_write = Some(dollars);
        self
    }

    /// The price of tokens that the provider wrote to its cache for an hour. Default: that of other cache writes.
    pub const fn cache_write_one_hour(mut self, dollars: f64) -> Self {
        self.cache_write_one_hour = Some(dollars);
        self
    }

    /// Dollars per million uncached input tokens.
    pub const fn input_dollars(&self) -> f64 {
        self.input
    }

    /// Dollars per million output tokens.
    pub const fn output_dollars(&self) -> f64 {
        self.output
    }

    /// Dollars per million input tokens read from the cache.
    pub fn cached_input_dollars(&self) -> f64 {
        self.cached_input.unwrap_or(self.input)
    }

    /// Dollars per million tokens written to the cache.
    pub fn cache_write_dollars(&self) -> f64 {
        self.cache_write.unwrap_or(self.input)
    }

    /// Dollars per million tokens written to the cache for an hour.
    pub fn cache_write_one_hour_dollars(&self) -> f64 {
        self.cache_write_one_hour.unwrap_or(self.cache_write_dollars())
    }

    /// The first of its fields that is no price, and its value.
    #[cfg(feature = "registry")]
    pub(crate) fn unusable(&self) -> Option<(&'static str, f64)> {
        let numbers = [
            ("input", self.input),
            ("output", self.output),
            ("cached_input", self.cached_input_dollars()),
            ("cache_write", self.cache_write_dollars()),
            ("cache_write_one_hour", self.cache_write_one_hour_dollars()),
        ];
        numbers.into_iter().find(|(_, dollars)| !(dollars.is_finite() && *dollars >= 0.0))
    }
}
