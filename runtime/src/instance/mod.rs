//! Joins what a configuration makes: the registry, the prices and how both are shown; and holds the process-wide instance.

#[cfg(feature = "registry")]
mod attachment;
#[cfg(feature = "registry")]
mod collector;

#[cfg(feature = "registry")]
pub(crate) use attachment::Attached;
#[cfg(feature = "registry")]
pub use collector::{AgentCollector, registry};

use crate::config::{Config, InitError};
#[cfg(feature = "registry")]
use crate::{
    config::{Settings, check},
    context::{Attachment, Context, with_current},
    encoding::{self, Decoration, Format},
    metrics::Registry,
    pricing::Prices,
};
#[cfg(feature = "registry")]
use once_cell::sync::OnceCell;
#[cfg(feature = "registry")]
use std::{
    any::Any,
    ops::Deref,
    panic::{RefUnwindSafe, UnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Instant,
};

/// Everything that recording and showing need: one for the process, and one for each test that has a recorder.
#[cfg(feature = "registry")]
#[derive(Debug)]
pub(crate) struct Instance {
    /// Whether anything is recorded and served.
    pub(crate) enabled: bool,
    pub(crate) registry: Registry<Attached>,
    pub(crate) prices: Prices,
    decoration: Decoration,
}

/// Nothing panics while it holds a lock of the instance, so a panic elsewhere leaves it intact. (The locks of `parking_lot`
/// do not implement these traits, which a [`Context`] has to.)
#[cfg(feature = "registry")]
impl UnwindSafe for Instance {}
#[cfg(feature = "registry")]
impl RefUnwindSafe for Instance {}

#[cfg(feature = "registry")]
static GLOBAL: OnceCell<Instance> = OnceCell::new();

/// Set while no test has made an instance of its own: outside of tests nobody has to look for one.
#[cfg(feature = "registry")]
static ONLY_GLOBAL: AtomicBool = AtomicBool::new(true);

/// The process-wide instance, with the defaults if it was not configured.
#[cfg(feature = "registry")]
#[inline]
pub(crate) fn global() -> &'static Instance {
    GLOBAL.get_or_init(|| Instance::new(Settings::default(), Prices::default(), true))
}

#[cfg(feature = "registry")]
impl Instance {
    fn new(settings: Settings, prices: Prices, is_global: bool) -> Self {
        Self {
            enabled: settings.enabled,
            registry: Registry::new(settings.options, is_global),
            prices,
            decoration: settings.decoration,
        }
    }

    /// An instance beside the process-wide one, for a test.
    pub(crate) fn isolated(settings: Settings, prices: Prices) -> Self {
        ONLY_GLOBAL.store(false, Relaxed);
        Self::new(settings, prices, false)
    }

    /// Does not create the process-wide instance, which would settle its configuration.
    fn is_global(&self) -> bool {
        GLOBAL.get().is_some_and(|global| std::ptr::eq(self, global))
    }

    /// The text of everything recorded; of the process-wide instance also what the user's own collectors gather.
    pub(crate) fn render(&self, format: Format) -> String {
        self.registry.drop_idle_series(Instant::now());
        encoding::render(&self.registry, &self.decoration, format, |out| {
            if self.is_global() {
                encoding::append_external(&collector::gather_external(), format, out);
            }
        })
    }
}

/// Where to record: the process-wide instance, or a test's own.
#[cfg(feature = "registry")]
#[derive(Debug, Clone)]
pub(crate) struct InstanceRef(Option<Arc<Instance>>);

#[cfg(feature = "registry")]
impl InstanceRef {
    /// The one that the given context leads to, else the ambient context.
    #[inline]
    pub(crate) fn of(context: Option<&Context>) -> Self {
        if ONLY_GLOBAL.load(Relaxed) { Self(None) } else { Self::find(context) }
    }

    #[cold]
    fn find(context: Option<&Context>) -> Self {
        let of_context = |context: &Context| {
            let attachment: Arc<dyn Any + Send + Sync> = context.attachment()?.clone();
            attachment.downcast().ok()
        };
        Self(context.and_then(of_context).or_else(|| with_current(of_context)))
    }

    /// What leads a context to this instance: nothing leads to the process-wide one.
    pub(crate) fn attachment(&self) -> Option<Attachment> {
        self.0.clone().map(|instance| instance as Attachment)
    }
}

#[cfg(feature = "registry")]
impl Deref for InstanceRef {
    type Target = Instance;

    #[inline]
    fn deref(&self) -> &Instance {
        self.0.as_deref().unwrap_or_else(|| global())
    }
}

/// Configures the crate, once, before anything is recorded.
///
/// ```
/// agent_metrics::init(agent_metrics::Config::new().prefix("mybot_"))?;
/// assert!(agent_metrics::init(agent_metrics::Config::new()).is_err() || !agent_metrics::ENABLED);
/// # Ok::<(), agent_metrics::InitError>(())
/// ```
///
/// # Errors
///
/// [`InitError`] if it was called before, if something was recorded already, or if a value of the configuration can't be
/// used (it names the entry). Nothing is changed then.
///
/// With the feature `metrics` off there is nothing to configure, and nothing is checked.
#[cfg_attr(not(feature = "registry"), allow(clippy::needless_pass_by_value))]
pub fn init(#[cfg_attr(not(feature = "registry"), allow(unused_mut))] mut config: Config) -> Result<(), InitError> {
    #[cfg(feature = "registry")]
    {
        let classifiers = std::mem::take(&mut config.classifiers);
        let enabled = config.enabled;
        let (settings, prices) = check(config)?;
        GLOBAL.set(Instance::new(settings, prices, true)).map_err(|_| InitError::AlreadyInitialised)?;
        crate::error::register(classifiers);
        // Where nothing is recorded, nothing has a price.
        if enabled {
            crate::pricing::load_in_background();
        }
    }
    #[cfg(not(feature = "registry"))]
    drop(config);
    Ok(())
}
