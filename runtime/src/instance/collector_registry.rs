//! Defines `CollectorRegistry`, the registry of the user's collectors, which isolates each from the others.

use super::{
    global::{InstanceRef, WeakInstanceRef},
    isolated::Isolated,
};
use prometheus::{
    core::{Collector, Desc},
    proto::MetricFamily,
};
use std::{
    cell::Cell,
    ops::Deref,
    sync::Arc,
    time::{Duration, Instant},
};

/// The time that all collectors have together.
const TIME_LIMIT: Duration = Duration::from_secs(2);
/// The time that each collector has in any case, so that one which hangs does not use up that of the others.
const LEAST_TIME: Duration = Duration::from_millis(100);

thread_local! {
    /// When the collectors that this thread gathers have to be done; `None` outside of a scrape.
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// The registry that `/metrics` shows beside the crate's own series, for collectors of your own: made by
/// [`registry`](crate::registry) and [`Metrics::registry`](crate::Metrics::registry).
///
/// It is a [`prometheus::Registry`] whose collectors are isolated: each runs on a thread of its own, for two seconds at most. One
/// that panics or takes longer is left out of the scrape and counted in `collector_errors_total`, by the first name that it
/// describes; the others are shown. While it hangs, later scrapes leave it out at once, and start no further thread for it.
///
/// A family that has the name of another, or that no Prometheus can read (a name that is none, a label or a line twice, a counter below
/// zero), would make the whole text unreadable: it is left out as well, and counted by its own name.
///
/// This holds for what [`register`](Self::register) takes, and so for the macros of the `prometheus` crate, such as
/// `register_int_counter_with_registry!`. Collectors that are registered in the [`prometheus::Registry`] behind it (by a
/// [clone](Self::clone), or a function that takes a `&prometheus::Registry`) share one fate: one that panics or hangs hides all that
/// is registered here, counted as the collector `registry`. In a program that is compiled with `panic = "abort"`, a panic ends the
/// process, as everywhere; nothing can catch it.
///
/// ```
/// use agent_metrics::prometheus::{IntCounter, core::{Collector, Desc}, proto::MetricFamily};
///
/// struct Broken(IntCounter);
///
/// impl Collector for Broken {
///     fn desc(&self) -> Vec<&Desc> {
///         self.0.desc()
///     }
///     fn collect(&self) -> Vec<MetricFamily> {
///         panic!("this panic is part of an example")
///     }
/// }
///
/// let broken = Broken(IntCounter::new("broken_total", "Is never shown.")?);
/// let jobs = IntCounter::new("jobs_done_total", "Jobs done.")?;
/// agent_metrics::registry().register(Box::new(broken))?;
/// agent_metrics::registry().register(Box::new(jobs))?;
///
/// let text = agent_metrics::render();
/// assert!(text.contains("\njobs_done_total 0\n"));
/// assert!(text.contains("\nagent_collector_errors_total{collector=\"broken_total\"} 1\n"));
/// # Ok::<(), prometheus::Error>(())
/// ```
#[derive(Debug)]
pub struct CollectorRegistry {
    registry: prometheus::Registry,
    instance: WeakInstanceRef,
    /// All collectors.
    all: Isolated,
}

impl CollectorRegistry {
    pub(super) fn new(instance: WeakInstanceRef, registry: prometheus::Registry) -> Self {
        let all = {
            let registry = registry.clone();
            Isolated::new(move || {
                DEADLINE.set(Some(Instant::now() + TIME_LIMIT));
                registry.gather()
            })
        };
        Self { registry, instance, all }
    }

    /// Registers a collector, isolated from the others. It can be [unregistered](prometheus::Registry::unregister) as usual.
    ///
    /// # Errors
    ///
    /// As [`prometheus::Registry::register`]: the descriptions of the collector contradict one another, or those of another
    /// collector.
    pub fn register(&self, collector: Box<dyn Collector>) -> prometheus::Result<()> {
        let collector: Arc<dyn Collector> = collector.into();
        let gather = Arc::clone(&collector);
        let isolated = Isolated::new(move || gather.collect());
        self.registry.register(Box::new(IsolatedCollector { collector, isolated, instance: self.instance.clone() }))
    }

    /// The [`prometheus::Registry`] behind it, as its own type, for code that takes one by value.
    #[allow(clippy::should_implement_trait)] // `registry().clone()` is how a `prometheus::Registry` is handed on
    pub fn clone(&self) -> prometheus::Registry {
        self.registry.clone()
    }

    /// True while a thread gathers all collectors for a scrape, which has the instance's own series already.
    pub(super) fn is_scraped_here() -> bool {
        DEADLINE.get().is_some()
    }

    /// What all collectors gather.
    pub(super) fn gather_for_scrape(&self, instance: &InstanceRef) -> Vec<MetricFamily> {
        // Longer than those of `register` take.
        let Some(families) = self.all.gather(Instant::now() + 2 * TIME_LIMIT) else {
            instance.registry.count_collector_error("registry");
            return Vec::new();
        };
        families
    }
}

impl Deref for CollectorRegistry {
    type Target = prometheus::Registry;

    fn deref(&self) -> &prometheus::Registry {
        &self.registry
    }
}

/// A collector of the user's.
struct IsolatedCollector {
    collector: Arc<dyn Collector>,
    isolated: Isolated,
    instance: WeakInstanceRef,
}

impl Collector for IsolatedCollector {
    fn desc(&self) -> Vec<&Desc> {
        self.collector.desc()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let now = Instant::now();
        let deadline = DEADLINE.get().unwrap_or(now + TIME_LIMIT).max(now + LEAST_TIME);
        self.isolated.gather(deadline).unwrap_or_else(|| {
            if let Some(instance) = self.instance.upgrade() {
                let name = self.collector.desc().first().map_or("", |description| description.fq_name.as_str());
                instance.registry.count_collector_error(name);
            }
            Vec::new()
        })
    }
}
