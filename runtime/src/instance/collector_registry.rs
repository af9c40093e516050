//! Defines `CollectorRegistry`, the registry of the user's collectors, which isolates each from the others and refuses names that are
//! taken.

use super::{
    global::{InstanceRef, WeakInstanceRef},
    instance::Instance,
    isolated::Isolated,
};
use crate::config::InitError;
use parking_lot::Mutex;
use prometheus::{
    core::{Collector, Desc},
    proto::MetricFamily,
};
use std::{
    cell::Cell,
    collections::BTreeMap,
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
    /// How many collectors have described each name.
    names: Mutex<BTreeMap<String, usize>>,
    /// All collectors.
    all: Isolated,
}

impl CollectorRegistry {
    /// The registry, in which the instance's own series are `own`.
    pub(super) fn new(instance: WeakInstanceRef, own: impl Collector + 'static) -> Self {
        let registry = prometheus::Registry::new();
        // It is the first collector, so it is taken.
        let registered = registry.register(Box::new(own));
        debug_assert!(registered.is_ok());
        let all = {
            let registry = registry.clone();
            Isolated::new(move || {
                DEADLINE.set(Some(after(TIME_LIMIT)));
                registry.gather()
            })
        };
        Self { registry, instance, names: Mutex::default(), all }
    }

    /// Registers a collector, isolated from the others. It settles no configuration: [`init`](crate::init) may come later.
    ///
    /// # Errors
    ///
    /// An error of the `prometheus` crate if the collector is registered already or contradicts another, and if one of its names is
    /// that of a family of this crate, or the same as another in OpenMetrics, where a counter `x_total` is the family `x`. Nothing is
    /// changed then.
    ///
    /// ```
    /// use prometheus::IntGauge;
    ///
    /// let registry = agent_metrics::registry();
    /// registry.register(Box::new(IntGauge::new("my_jobs", "Jobs.")?))?;
    /// for taken in ["my_jobs_total", "agent_llm_requests_total", "agent_llm_requests"] {
    ///     let error = registry.register(Box::new(IntGauge::new(taken, "Jobs.")?)).unwrap_err();
    ///     assert!(error.to_string().contains(taken), "{error}");
    /// }
    /// # Ok::<(), prometheus::Error>(())
    /// ```
    pub fn register(&self, collector: Box<dyn Collector>) -> prometheus::Result<()> {
        let mut names = self.names.lock();
        let described = described_names(&*collector);
        let own_names = self.own_names();
        for (index, name) in described.iter().enumerate() {
            let own = own_names.iter().find(|own| is_taken_by(own, name));
            let twin =
                || names.keys().chain(&described[..index]).find(|other| *other != name && is_same_family(other, name));
            if let Some(taken) = own.or_else(twin) {
                let message = format!("the name `{name}` can't be registered: `{taken}` is shown already");
                return Err(prometheus::Error::Msg(message));
            }
        }
        let collector: Arc<dyn Collector> = collector.into();
        let gather = Arc::clone(&collector);
        let isolated = Isolated::new(move || gather.collect());
        self.registry.register(Box::new(IsolatedCollector { collector, isolated, instance: self.instance.clone() }))?;
        for name in described {
            let count = names.entry(name).or_default();
            *count = count.saturating_add(1);
        }
        Ok(())
    }

    /// Removes a collector that was registered, as [`prometheus::Registry::unregister`] does.
    ///
    /// # Errors
    ///
    /// An error of the `prometheus` crate if it is not registered.
    pub fn unregister(&self, collector: Box<dyn Collector>) -> prometheus::Result<()> {
        let mut names = self.names.lock();
        let described = described_names(&*collector);
        self.registry.unregister(collector)?;
        for name in described {
            if let Some(count) = names.get_mut(&name) {
                *count = count.saturating_sub(1);
            }
        }
        names.retain(|_, count| *count > 0);
        Ok(())
    }

    /// Finds a name that is registered already, and that a configuration would give to a family of this crate.
    pub(super) fn check(&self, own_names: &[String]) -> Result<(), InitError> {
        let names = self.names.lock();
        match names.keys().find(|name| own_names.iter().any(|own| is_taken_by(own, name))) {
            Some(name) => Err(InitError::NameTaken { name: name.clone() }),
            None => Ok(()),
        }
    }

    /// The names of the families of the instance; until it is configured, those of the defaults.
    fn own_names(&self) -> Vec<String> {
        let names = self.instance.read_settled(Instance::family_names);
        names.unwrap_or_else(|| Instance::with_defaults(false).family_names())
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
        let Some(families) = self.all.gather(after(TIME_LIMIT.saturating_mul(2))) else {
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

fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time).unwrap_or(now)
}

fn described_names(collector: &dyn Collector) -> Vec<String> {
    collector.desc().iter().map(|description| description.fq_name.clone()).collect()
}

/// True if both are one family in OpenMetrics: a counter's family has no `_total`.
fn is_same_family(one: &str, other: &str) -> bool {
    let family = |name: &str| name.strip_suffix("_total").unwrap_or(name).to_owned();
    family(one) == family(other)
}

/// True for the name of an own family, and for those of a histogram's series.
fn is_taken_by(own: &str, name: &str) -> bool {
    let is_series = |suffix| matches!(suffix, "_bucket" | "_sum" | "_count" | "_created");
    is_same_family(own, name) || name.strip_prefix(own).is_some_and(is_series)
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
        let deadline = DEADLINE.get().unwrap_or_else(|| after(TIME_LIMIT)).max(after(LEAST_TIME));
        self.isolated.gather(deadline).unwrap_or_else(|| {
            if let Some(instance) = self.instance.upgrade() {
                let name = self.collector.desc().first().map_or("", |description| description.fq_name.as_str());
                instance.registry.count_collector_error(name);
            }
            Vec::new()
        })
    }
}
