//! Holds the process-wide instance, and finds the one to record in: it, or that of a test.

use super::instance::Instance;
use crate::{
    config::{Config, InitError},
    context::{Context, InstanceHandle, with_current},
};
use once_cell::sync::OnceCell;
use std::{
    any::Any,
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

pub(super) static GLOBAL: OnceCell<Instance> = OnceCell::new();

/// True while no test has an instance of its own: the ambient context need not be searched for one.
static ONLY_GLOBAL: AtomicBool = AtomicBool::new(true);

/// The process-wide instance, with the defaults if it was not configured.
#[inline]
pub(crate) fn global() -> &'static Instance {
    GLOBAL.get_or_init(|| Instance::with_defaults(true))
}

impl Instance {
    /// An instance beside the process-wide one, for a test.
    pub(crate) fn isolated(config: Config) -> Result<Self, InitError> {
        ONLY_GLOBAL.store(false, Relaxed);
        Self::new(config, false)
    }

    /// The same with the default configuration.
    pub(crate) fn isolated_with_defaults() -> Self {
        ONLY_GLOBAL.store(false, Relaxed);
        Self::with_defaults(false)
    }
}

/// The instance to record in: the process-wide one, or a test's own.
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
            let handle: Arc<dyn Any + Send + Sync> = context.instance_handle()?.clone();
            handle.downcast().ok()
        };
        Self(context.and_then(of_context).or_else(|| with_current(of_context)))
    }

    /// What a context has to carry for this instance; nothing for the process-wide one.
    pub(crate) fn context_handle(&self) -> Option<InstanceHandle> {
        self.0.clone().map(|instance| instance as InstanceHandle)
    }
}

impl Deref for InstanceRef {
    type Target = Instance;

    #[inline]
    fn deref(&self) -> &Instance {
        self.0.as_deref().unwrap_or_else(|| global())
    }
}
