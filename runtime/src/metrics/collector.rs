//! The bridge to the `prometheus` crate, both ways: ours as a `Collector`, and the user's collectors in our text.

use super::{
    registry::{Registry, global},
    series::Histogram,
    text::{Format, dollars, is_standard, push_float, write_head, write_label},
    visit::{Labels, Number, Sink, Type},
};
use prometheus::{
    Encoder, TextEncoder,
    core::{Collector, Desc},
    proto::{self, MetricFamily, MetricType},
};
use std::{cell::Cell, collections::HashMap, sync::LazyLock};

/// The private registry, with ours registered in it.
static PRIVATE: LazyLock<prometheus::Registry> = LazyLock::new(|| {
    let registry = prometheus::Registry::new();
    // The only collector yet: its description can't collide with another.
    let registered = registry.register(Box::new(AgentCollector));
    debug_assert!(registered.is_ok());
    registry
});

thread_local! {
    /// Set while we render: our own series are in the text already.
    static ONLY_FOREIGN: Cell<bool> = const { Cell::new(false) };
}

/// The `prometheus::Registry` that `/metrics` shows, for collectors of your own.
///
/// The crate's own series are registered in it too, so it can be gathered like any other. To have them in a registry
/// of yours instead, register an [`AgentCollector`] there.
///
/// ```
/// let jobs = prometheus::IntCounter::new("my_jobs_total", "Jobs done.")?;
/// agent_metrics::registry().register(Box::new(jobs.clone()))?;
/// jobs.inc();
/// assert!(agent_metrics::render().contains("my_jobs_total 1"));
/// # Ok::<(), prometheus::Error>(())
/// ```
pub fn registry() -> &'static prometheus::Registry {
    &PRIVATE
}

/// All series of this crate as a `prometheus` collector.
///
/// ```
/// let mine = prometheus::Registry::new();
/// mine.register(Box::new(agent_metrics::AgentCollector))?;
/// # Ok::<(), prometheus::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct AgentCollector;

/// A collector must have a description; this one stands for all families.
static DESCRIPTION: LazyLock<Option<Desc>> = LazyLock::new(|| {
    let name = format!("{}llm_requests_total", global().settings.prefix);
    Desc::new(name, "All series of agent-metrics.".into(), Vec::new(), HashMap::new()).ok()
});

impl Collector for AgentCollector {
    fn desc(&self) -> Vec<&Desc> {
        DESCRIPTION.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        if ONLY_FOREIGN.get() {
            return Vec::new();
        }
        let mut gathered = Gathered { families: Vec::new(), registry: global() };
        global().visit(&mut gathered);
        gathered.families.retain(|family| !family.get_metric().is_empty());
        gathered.families
    }
}

struct Gathered<'a> {
    families: Vec<MetricFamily>,
    registry: &'a Registry,
}

impl Gathered<'_> {
    fn push(&mut self, labels: Labels<'_>, split: Option<(&str, &str)>, fill: impl FnOnce(&mut proto::Metric)) {
        let Some(family) = self.families.last_mut() else { return };
        let constant = self.registry.settings.constant_labels.iter().map(|(name, value)| (&**name, &**value));
        let pairs = constant.chain(labels.iter()).chain(split).filter(|(_, value)| !value.is_empty());
        let mut metric = proto::Metric::default();
        metric.set_label(
            pairs
                .map(|(name, value)| {
                    let mut pair = proto::LabelPair::default();
                    pair.set_name(name.to_owned());
                    pair.set_value(value.to_owned());
                    pair
                })
                .collect(),
        );
        fill(&mut metric);
        family.mut_metric().push(metric);
    }
}

#[allow(clippy::cast_precision_loss)] // the `prometheus` crate knows only floats
impl Sink for Gathered<'_> {
    fn family(&mut self, name: &'static str, help: &'static str, kind: Type) {
        let prefix = if is_standard(name) { "" } else { &self.registry.settings.prefix };
        let name = format!("{prefix}{name}");
        if self.families.last().is_some_and(|before| before.name() == name) {
            return; // more of the same
        }
        let mut family = MetricFamily::default();
        family.set_name(name);
        family.set_help(help.to_owned());
        family.set_field_type(match kind {
            Type::Counter => MetricType::COUNTER,
            Type::Gauge => MetricType::GAUGE,
            Type::Histogram => MetricType::HISTOGRAM,
        });
        self.families.push(family);
    }

    fn number(&mut self, labels: Labels<'_>, split: Option<(&str, &str)>, number: Number) {
        self.push(labels, split, |metric| match number {
            Number::Count(count) => metric.set_counter(counter(count as f64)),
            Number::Picodollars(pico) => metric.set_counter(counter(dollars(pico))),
            Number::Level(level) => {
                let mut gauge = proto::Gauge::default();
                gauge.set_value(level as f64);
                metric.set_gauge(gauge);
            }
        });
    }

    fn histogram(&mut self, labels: Labels<'_>, histogram: &Histogram, cells: &[u64]) {
        let mut count = 0_u64;
        let mut buckets = Vec::with_capacity(histogram.bounds.len());
        let (counts, sum) = cells.split_at(histogram.bounds.len() + 1);
        for (bucket, bound) in counts.iter().zip(&histogram.bounds) {
            count = count.wrapping_add(*bucket);
            let mut bucket = proto::Bucket::default();
            bucket.set_cumulative_count(count);
            bucket.set_upper_bound(histogram.in_units(*bound));
            buckets.push(bucket);
        }
        count = count.wrapping_add(counts.last().copied().unwrap_or_default());
        let mut filled = proto::Histogram::default();
        filled.set_bucket(buckets);
        filled.set_sample_count(count);
        filled.set_sample_sum(histogram.in_units(sum.first().copied().unwrap_or_default()));
        self.push(labels, None, |metric| metric.set_histogram(filled));
    }
}

fn counter(value: f64) -> proto::Counter {
    let mut counter = proto::Counter::default();
    counter.set_value(value);
    counter
}

/// Appends what the user's own collectors gather.
pub(super) fn append_foreign(rendered: &Registry, format: Format, out: &mut String) {
    if !rendered.is_global() {
        return; // a test's registry has no foreign collectors
    }
    ONLY_FOREIGN.set(true);
    let families = std::panic::catch_unwind(|| registry().gather());
    ONLY_FOREIGN.set(false);
    // A foreign collector that panics has no lines; the scrape goes on.
    let families = families.unwrap_or_default();
    match format {
        Format::Prometheus => {
            let mut text = Vec::new();
            if TextEncoder::new().encode(&families, &mut text).is_ok() {
                out.push_str(&String::from_utf8_lossy(&text));
            }
        }
        Format::OpenMetrics => families.iter().for_each(|family| open_metrics(family, out)),
    }
}

/// The `prometheus` crate has no encoder for OpenMetrics.
#[allow(clippy::cast_precision_loss)] // the text shows floats
fn open_metrics(family: &MetricFamily, out: &mut String) {
    let name = family.name();
    let kind = match family.get_field_type() {
        MetricType::COUNTER => Type::Counter,
        MetricType::HISTOGRAM => Type::Histogram,
        MetricType::GAUGE => Type::Gauge,
        // The crate has no summaries of its own, and a collector that makes some is better left out than shown wrong.
        MetricType::SUMMARY | MetricType::UNTYPED => return,
    };
    write_head(out, Format::OpenMetrics, name, family.help(), kind);
    for metric in family.get_metric() {
        let mut labels = String::new();
        for pair in metric.get_label() {
            write_label(&mut labels, pair.name(), pair.value());
        }
        let mut line = |suffix: &str, le: Option<f64>, value: f64| {
            let mut labels = labels.clone();
            if let Some(le) = le {
                let le = if le == f64::INFINITY { "+Inf".to_owned() } else { format!("{le:?}") };
                write_label(&mut labels, "le", &le);
            }
            out.extend([name, suffix]);
            if !labels.is_empty() {
                out.extend(["{", &labels, "}"]);
            }
            out.push(' ');
            push_float(out, value);
            out.push('\n');
        };
        match kind {
            Type::Counter => line("", None, metric.get_counter().get_value()),
            Type::Gauge => line("", None, metric.get_gauge().get_value()),
            Type::Histogram => {
                let histogram = metric.get_histogram();
                for bucket in histogram.get_bucket().iter().filter(|bucket| bucket.upper_bound() != f64::INFINITY) {
                    line("_bucket", Some(bucket.upper_bound()), bucket.cumulative_count() as f64);
                }
                line("_bucket", Some(f64::INFINITY), histogram.get_sample_count() as f64);
                line("_sum", None, histogram.get_sample_sum());
                line("_count", None, histogram.get_sample_count() as f64);
            }
        }
    }
}
