//! Records into an instance of a test's own, and reads it.

#[cfg(feature = "registry")]
use super::query::Query;
use super::sums::Sums;
use crate::{Config, InContext, InitError, Metrics};
#[cfg(feature = "registry")]
use crate::{encoding::visit, pricing};

/// Keeps everything that is recorded inside its scope, and returns the sums. With the feature `metrics` off nothing is
/// recorded and every sum is 0, so check [`ENABLED`](crate::ENABLED) before you assert.
///
/// Tests can run in parallel: what one records, the others (and `/metrics`) don't see. The names are without the prefix.
/// Of several series with the given labels the sum is returned; labels that are not given may have any value.
///
/// A task that is spawned inside is outside, unless it is taken along: with
/// [`in_current_context`](crate::InCurrentContext::in_current_context), or with [`scope`](Self::scope) again.
///
/// ```
/// use agent_metrics::{testing::Recorder, tool_call};
///
/// #[tool_call(name = "shell", agent_id = "bot-1")]
/// fn run_shell() {}
///
/// let recorder = Recorder::new();
/// recorder.scope_sync(run_shell);
///
/// if agent_metrics::ENABLED {
///     assert_eq!(recorder.counter("tool_calls_total", &[("agent_id", "bot-1"), ("tool_name", "shell")]), 1.0);
///     assert_eq!(recorder.histogram_count("tool_call_duration_seconds", &[]), 1);
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Recorder {
    metrics: Metrics,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Recorder {
    /// An empty recorder with the default configuration.
    pub fn new() -> Self {
        Self { metrics: Metrics::with_defaults() }
    }

    /// An empty recorder with a configuration of its own; prices and classifiers of errors hold for it alone.
    ///
    /// # Errors
    ///
    /// As [`Metrics::new`]; none with the feature `registry` off.
    pub fn with_config(config: Config) -> Result<Self, InitError> {
        Ok(Self { metrics: Metrics::new(config)? })
    }

    /// The instance that it records into, for code that takes a [`Metrics`].
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Runs a future or a stream; what it records is recorded here.
    pub fn scope<T>(&self, inner: T) -> InContext<T> {
        self.metrics.scope(inner)
    }

    /// Runs a closure; what it records is recorded here.
    pub fn scope_sync<R>(&self, run: impl FnOnce() -> R) -> R {
        self.metrics.scope_sync(run)
    }

    /// The sum of the counters of this name with these labels; 0 if there is none.
    ///
    /// Waits for the price book first: costs are complete.
    pub fn counter(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.sums(name, labels).number
    }

    /// The sum of the gauges of this name with these labels; 0 if there is none.
    pub fn gauge(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.sums(name, labels).number
    }

    /// How many observations the histograms of this name with these labels have.
    pub fn histogram_count(&self, name: &str, labels: &[(&str, &str)]) -> u64 {
        self.sums(name, labels).count
    }

    /// The sum of the observations, in the unit of the family.
    pub fn histogram_sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.sums(name, labels).sum
    }

    /// How many series of this name there are.
    pub fn series(&self, name: &str) -> usize {
        self.sums(name, &[]).series
    }

    /// The text of everything recorded, as `GET /metrics` would show it.
    pub fn render(&self) -> String {
        self.metrics.render()
    }

    fn sums(&self, name: &str, labels: &[(&str, &str)]) -> Sums {
        #[cfg(feature = "registry")]
        {
            pricing::wait_until_ready();
            let mut query = Query { name, labels, in_family: false, sums: Sums::default() };
            let instance = self.metrics.instance();
            visit(&instance.registry, instance.prices.age_seconds(), &mut query);
            query.sums
        }
        #[cfg(not(feature = "registry"))]
        {
            let _ = (name, labels);
            Sums::default()
        }
    }
}
