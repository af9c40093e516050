//! Defines `Metrics`, a handle to an instance.

#[cfg(feature = "registry")]
use super::{collector_registry::CollectorRegistry, global::InstanceRef};
use crate::{
    config::{Config, InitError},
    context::{Context, InContext},
};
#[cfg(feature = "registry")]
use crate::{encoding::Format, pricing};
use std::fmt;

/// One instance of the metrics: what is recorded in its scope is in its `/metrics` alone, with its configuration, prices and
/// classifiers of errors.
///
/// A program needs none as long as it has one agent, or tells its agents apart by `agent_id`: what is recorded outside of any scope
/// is in the instance of the process, which [`init`](crate::init) configures and [`serve`](crate::serve), [`render`](crate::render)
/// and the like show. Make instances of your own where tenants or plugins must not see each other's numbers, or are configured
/// differently. A [`Recorder`](crate::testing::Recorder) is one for a test.
///
/// A clone is another handle to the same instance. The instance lives as long as a handle, a context, a server or a collector of
/// it. The instance of the process is the fastest: threads count in it without locks.
///
/// ```
/// use agent_metrics::{Config, Metrics, tool_call};
///
/// #[tool_call(agent_id = "bot-1")]
/// fn shell() {}
///
/// let [a, b] = ["a", "b"].map(|tenant| Metrics::new(Config::new().constant_label("tenant", tenant)));
/// let (a, b) = (a?, b?);
/// a.scope_sync(shell);
///
/// let line = r#"agent_tool_calls_total{tenant="a",agent_id="bot-1",tool_name="shell"} 1"#;
/// assert_eq!(a.render().contains(line), agent_metrics::ENABLED);
/// assert!(!b.render().contains("bot-1"));
/// # Ok::<(), agent_metrics::InitError>(())
/// ```
#[derive(Clone)]
pub struct Metrics {
    #[cfg(feature = "registry")]
    instance: InstanceRef,
}

impl Metrics {
    /// A new instance with a configuration of its own.
    ///
    /// # Errors
    ///
    /// [`InitError`] if a value of the configuration can't be used (it names the entry). With the feature `metrics` off nothing
    /// is checked.
    #[cfg_attr(not(feature = "registry"), allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps))]
    pub fn new(config: Config) -> Result<Self, InitError> {
        #[cfg(feature = "registry")]
        {
            Ok(Self { instance: InstanceRef::new(config)? })
        }
        #[cfg(not(feature = "registry"))]
        {
            drop(config);
            Ok(Self {})
        }
    }

    /// A new instance with the default configuration.
    pub(crate) fn with_defaults() -> Self {
        Self {
            #[cfg(feature = "registry")]
            instance: InstanceRef::with_defaults(),
        }
    }

    /// The instance of the process, which records what is recorded outside of any scope. [`init`](crate::init) configures it.
    pub fn global() -> Self {
        Self {
            #[cfg(feature = "registry")]
            instance: InstanceRef::GLOBAL,
        }
    }

    /// The instance that records here and now: that of the innermost scope around, else that of the process.
    pub fn current() -> Self {
        Self {
            #[cfg(feature = "registry")]
            instance: InstanceRef::of(None),
        }
    }

    #[cfg(feature = "registry")]
    pub(crate) fn instance(&self) -> &InstanceRef {
        &self.instance
    }

    /// Runs a future or a stream; what it records is recorded here. The labels of the ambient context stay.
    ///
    /// The scope travels with the context: a task that is spawned inside is outside, unless it is taken along, with
    /// [`in_current_context`](crate::InCurrentContext::in_current_context).
    pub fn scope<T>(&self, inner: T) -> InContext<T> {
        self.context().scope(inner)
    }

    /// Runs a closure; what it records is recorded here. The labels of the ambient context stay.
    pub fn scope_sync<R>(&self, run: impl FnOnce() -> R) -> R {
        self.context().scope_sync(run)
    }

    /// The ambient context, which records here.
    fn context(&self) -> Context {
        let context = Context::current();
        #[cfg(feature = "registry")]
        let context = context.with_instance_handle(Some(self.instance.scope_handle()));
        context
    }

    /// Returns everything recorded so far in the text format of Prometheus (0.0.4), as `GET /metrics` shows it. With the feature
    /// off the text is empty.
    ///
    /// The text includes the costs of all calls that have ended: while the price book still loads, this function waits for it, some
    /// tens of milliseconds. A scrape does not wait; the next one has these costs.
    pub fn render(&self) -> String {
        #[cfg(feature = "registry")]
        {
            pricing::wait_for_calls();
            self.instance.render(Format::Prometheus)
        }
        #[cfg(not(feature = "registry"))]
        String::new()
    }

    /// Answers a scrape, for a server of your own: the content type, and the text in the format that suits the header `Accept` best,
    /// of Prometheus (0.0.4) or `OpenMetrics` (1.0.0). Without a header it is the former. With the feature `registry` off the text
    /// is empty.
    ///
    /// It does not wait for anything, but ten thousand label sets take tens of milliseconds: an async server calls it on a
    /// blocking thread.
    ///
    /// ```
    /// use agent_metrics::Metrics;
    ///
    /// let (content_type, body) = Metrics::global().collect("application/openmetrics-text; version=1.0.0");
    /// if agent_metrics::ENABLED {
    ///     assert_eq!(content_type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    ///     assert!(body.ends_with(b"# EOF\n"));
    /// }
    /// assert_eq!(Metrics::global().collect(None).0, "text/plain; version=0.0.4; charset=utf-8");
    /// ```
    pub fn collect<'a>(&self, accept: impl Into<Option<&'a str>>) -> (&'static str, Vec<u8>) {
        #[cfg(feature = "registry")]
        {
            let format = Format::accepted(accept.into().unwrap_or_default());
            (format.content_type(), self.instance.render(format).into_bytes())
        }
        #[cfg(not(feature = "registry"))]
        {
            drop(accept);
            ("text/plain; version=0.0.4; charset=utf-8", Vec::new())
        }
    }

    /// The registry that `/metrics` shows, for collectors of your own.
    ///
    /// The series of the instance are registered in it too, so it can be gathered like any other. To have them in a registry
    /// of yours instead, register a [`collector`](Self::collector) there.
    #[cfg(feature = "registry")]
    pub fn registry(&self) -> &CollectorRegistry {
        self.instance.external_registry()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// The registry that `/metrics` shows, for collectors of your own: a [`prometheus::Registry`] in which one that panics or hangs hides
/// only itself.
///
/// The crate's own series are registered in it too, so it can be gathered like any other. To have them in a registry
/// of yours instead, register an [`AgentCollector`](crate::AgentCollector) there.
///
/// It settles no configuration: [`init`](crate::init) may come later. Until then, or until something is recorded or shown, the
/// crate's own series are not in it.
///
/// ```
/// let jobs = prometheus::IntCounter::new("my_jobs_total", "Jobs done.")?;
/// agent_metrics::registry().register(Box::new(jobs.clone()))?;
/// jobs.inc();
/// assert!(agent_metrics::render().contains("my_jobs_total 1"));
/// # Ok::<(), prometheus::Error>(())
/// ```
#[cfg(feature = "registry")]
pub fn registry() -> &'static CollectorRegistry {
    const { &InstanceRef::GLOBAL }.external_registry()
}
