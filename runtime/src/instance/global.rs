//! Joins the registry, the prices and how both are shown, and holds the process-wide instance.

use super::context_and_price::ContextAndPrice;
use crate::{
    config::Settings,
    context::{Attachment, Context, with_current},
    encoding::{self, ExpositionConfig, Format},
    metrics::Registry,
    pricing::PriceResolver,
};
use once_cell::sync::OnceCell;
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

/// What recording and rendering need. There is one for the process, and one for each test that has a recorder.
#[derive(Debug)]
pub(crate) struct Instance {
    /// Whether anything is recorded and served.
    pub(crate) enabled: bool,
    pub(crate) registry: Registry<ContextAndPrice>,
    pub(crate) prices: PriceResolver,
    pub(super) exposition: ExpositionConfig,
}

/// Nothing panics while it holds a lock of the instance, so a panic elsewhere leaves it intact. (The locks of `parking_lot`
/// do not implement these traits, which a [`Context`] has to.)
impl UnwindSafe for Instance {}
impl RefUnwindSafe for Instance {}

pub(super) static GLOBAL: OnceCell<Instance> = OnceCell::new();

/// True while no test has an instance of its own: the ambient context need not be searched for one.
static ONLY_GLOBAL: AtomicBool = AtomicBool::new(true);

/// The process-wide instance, with the defaults if it was not configured.
#[inline]
pub(crate) fn global() -> &'static Instance {
    GLOBAL.get_or_init(|| Instance::new(Settings::default(), PriceResolver::default(), true))
}

impl Instance {
    pub(super) fn new(settings: Settings, prices: PriceResolver, is_global: bool) -> Self {
        Self {
            enabled: settings.enabled,
            registry: Registry::new(settings.options, is_global),
            prices,
            exposition: settings.exposition,
        }
    }

    /// An instance beside the process-wide one, for a test.
    pub(crate) fn isolated(settings: Settings, prices: PriceResolver) -> Self {
        ONLY_GLOBAL.store(false, Relaxed);
        Self::new(settings, prices, false)
    }

    /// The text of everything recorded, to which `append_external` adds families of others.
    pub(crate) fn render(&self, format: Format, append_external: impl FnOnce(&mut String)) -> String {
        self.registry.drop_idle_series(Instant::now());
        encoding::render(&self.registry, &self.exposition, format, append_external)
    }
}

/// Where to record: the process-wide instance, or a test's own.
#[derive(Debug, Clone)]
pub(crate) struct InstanceRef(Option<Arc<Instance>>);

impl InstanceRef {
    /// The instance that the given context carries, else the one that the ambient context carries.
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

    /// What a context has to carry for this instance; nothing for the process-wide one.
    pub(crate) fn attachment(&self) -> Option<Attachment> {
        self.0.clone().map(|instance| instance as Attachment)
    }
}

impl Deref for InstanceRef {
    type Target = Instance;

    #[inline]
    fn deref(&self) -> &Instance {
        self.0.as_deref().unwrap_or_else(|| global())
    }
}
