//! A registry that a test has for itself.

use crate::{
    Config, InContext, InitError,
    config::{Settings, check},
    context::Context,
    encoding::{Format, Labels, MetricVisitor, Number, Type, dollars, visit},
    error::register,
    instance::Instance,
    metrics::Histogram,
    pricing::{self, Prices},
};
use std::{future::Future, sync::Arc};

/// Takes everything that is recorded inside its scope, and answers what it was.
///
/// Tests can run in parallel: what one records, the others (and `/metrics`) don't see. The names are without the prefix.
/// Of several series with the given labels the answer is the sum; labels that are not given may have any value.
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
    instance: Arc<Instance>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Recorder {
    /// An empty recorder with the default configuration.
    pub fn new() -> Self {
        Self::of(Settings::default(), Prices::default())
    }

    /// An empty recorder with a configuration of its own.
    ///
    /// # Errors
    ///
    /// As [`init`](crate::init), but for being called twice.
    pub fn with_config(mut config: Config) -> Result<Self, InitError> {
        let classifiers = std::mem::take(&mut config.classifiers);
        let (settings, prices) = check(config)?;
        register(classifiers);
        Ok(Self::of(settings, prices))
    }

    fn of(settings: Settings, prices: Prices) -> Self {
        Self { instance: Arc::new(Instance::isolated(settings, prices)) }
    }

    fn context(&self) -> Context {
        Context::current().with_attachment(Some(self.instance.clone()))
    }

    /// Runs a future; what it records is recorded here.
    pub fn scope<F: Future>(&self, future: F) -> InContext<F> {
        self.context().scope(future)
    }

    /// Runs a closure; what it records is recorded here.
    pub fn scope_sync<R>(&self, run: impl FnOnce() -> R) -> R {
        self.context().scope_sync(run)
    }

    /// The sum of the counters of this name with these labels; 0 if there is none.
    ///
    /// Waits for the price book first: costs are complete.
    pub fn counter(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.find(name, labels).number
    }

    /// The sum of the gauges of this name with these labels; 0 if there is none.
    pub fn gauge(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.find(name, labels).number
    }

    /// How many observations the histograms of this name with these labels have.
    pub fn histogram_count(&self, name: &str, labels: &[(&str, &str)]) -> u64 {
        self.find(name, labels).count
    }

    /// The sum of the observations, in the unit of the family.
    pub fn histogram_sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.find(name, labels).sum
    }

    /// How many series of this name there are.
    pub fn series(&self, name: &str) -> usize {
        self.find(name, &[]).series
    }

    /// The text of everything recorded, as `GET /metrics` would show it.
    pub fn render(&self) -> String {
        pricing::wait_until_ready();
        self.instance.render(Format::Prometheus)
    }

    fn find(&self, name: &str, labels: &[(&str, &str)]) -> Found<'_> {
        pricing::wait_until_ready();
        let mut found = Found { name, labels, wanted: false, number: 0.0, count: 0, sum: 0.0, series: 0 };
        visit(&self.instance.registry, &mut found);
        Found { name: "", labels: &[], ..found }
    }
}

/// The sums over the series that were asked for.
struct Found<'a> {
    name: &'a str,
    labels: &'a [(&'a str, &'a str)],
    /// The family at hand is the one.
    wanted: bool,
    number: f64,
    count: u64,
    sum: f64,
    series: usize,
}

impl Found<'_> {
    fn wants(&self, labels: Labels<'_>, split: Option<(&str, &str)>) -> bool {
        let value =
            |name: &str| labels.iter().chain(split).find(|(own, _)| *own == name).map_or("", |(_, value)| value);
        self.wanted && self.labels.iter().all(|(name, wanted)| value(name) == *wanted)
    }
}

#[allow(clippy::cast_precision_loss)] // what a scrape shows is a float, too
impl MetricVisitor for Found<'_> {
    fn family(&mut self, name: &'static str, _: &'static str, _: Type) {
        self.wanted = name == self.name;
    }

    fn number(&mut self, labels: Labels<'_>, split: Option<(&str, &str)>, number: Number) {
        if self.wants(labels, split) {
            self.series += 1;
            self.number += match number {
                Number::Count(count) => count as f64,
                Number::Picodollars(pico) => dollars(pico),
                Number::Level(level) => level as f64,
            };
        }
    }

    fn histogram(&mut self, labels: Labels<'_>, histogram: &Histogram, cells: &[u64]) {
        if self.wants(labels, None) {
            let buckets = histogram.bounds.len() + 1;
            self.series += 1;
            self.count += cells[..buckets].iter().sum::<u64>();
            self.sum += histogram.in_units(cells[buckets]);
        }
    }
}
