//! Holds the process-wide instance, and finds the one to record in: it, or another that a context carries.

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
        Arc, Weak,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

pub(super) static GLOBAL: OnceCell<Instance> = OnceCell::new();

/// True while there is no other instance: the ambient context need not be searched for one.
static ONLY_GLOBAL: AtomicBool = AtomicBool::new(true);

/// The process-wide instance, with the defaults if it was not configured.
#[inline]
fn global() -> &'static Instance {
    GLOBAL.get_or_init(|| Instance::with_defaults(true))
}

/// What a context carries for the process-wide instance where it must not inherit the instance of the context around.
#[derive(Debug)]
struct ProcessWide;

/// The instance to record in: the process-wide one, which is `None`, or another.
#[derive(Debug, Clone)]
pub(crate) struct InstanceRef(Option<Arc<Instance>>);

impl InstanceRef {
    pub(crate) const GLOBAL: Self = Self(None);

    /// An instance beside the process-wide one.
    pub(super) fn new(config: Config) -> Result<Self, InitError> {
        Instance::new(config, false).map(Self::beside_global)
    }

    /// An instance with the default configuration, beside the process-wide one.
    pub(super) fn with_defaults() -> Self {
        Self::beside_global(Instance::with_defaults(false))
    }

    fn beside_global(instance: Instance) -> Self {
        ONLY_GLOBAL.store(false, Relaxed);
        Self(Some(Arc::new(instance)))
    }

    /// The instance that the given context carries, else the one that the ambient context carries.
    #[inline]
    pub(crate) fn of(context: Option<&Context>) -> Self {
        if Self::is_only_global() { Self::GLOBAL } else { Self::find(context) }
    }

    /// True while there is no instance beside the process-wide one.
    #[inline]
    pub(crate) fn is_only_global() -> bool {
        ONLY_GLOBAL.load(Relaxed)
    }

    /// True if both are the same instance.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.0.as_ref().map(Arc::as_ptr) == other.0.as_ref().map(Arc::as_ptr)
    }

    #[cold]
    fn find(context: Option<&Context>) -> Self {
        context.and_then(Self::carried_by).or_else(|| with_current(Self::carried_by)).unwrap_or(Self::GLOBAL)
    }

    /// The instance that a context carries.
    pub(crate) fn carried_by(context: &Context) -> Option<Self> {
        let handle: Arc<dyn Any + Send + Sync> = context.instance_handle()?.clone();
        // The other type of handle is `ProcessWide`.
        Some(Self(handle.downcast().ok()))
    }

    /// The same by reference; the process-wide one if the context carries none.
    #[inline]
    pub(crate) fn instance_in(context: &Context) -> &Instance {
        match context.instance_handle() {
            None => global(),
            Some(handle) => Self::instance_of(handle),
        }
    }

    #[cold]
    fn instance_of(handle: &InstanceHandle) -> &Instance {
        let handle: &dyn Any = &**handle;
        handle.downcast_ref().unwrap_or_else(|| global())
    }

    /// The context that carries the instance to record in: the one that is given, else the ambient one. It is empty for the
    /// process-wide instance.
    #[inline]
    pub(crate) fn context_of(context: Option<&Context>) -> Context {
        if Self::is_only_global() { Context::default() } else { Self::find_context(context) }
    }

    #[cold]
    fn find_context(context: Option<&Context>) -> Context {
        let carrying = |context: &Context| context.instance_handle().map(|_| context.clone());
        context.and_then(carrying).or_else(|| with_current(carrying)).unwrap_or_default()
    }

    /// What a context has to carry for this instance inside a context of another.
    pub(super) fn scope_handle(&self) -> InstanceHandle {
        match &self.0 {
            Some(instance) => Arc::clone(instance) as InstanceHandle,
            None => Arc::new(ProcessWide),
        }
    }

    /// The instance beside the process-wide one that this is, if it is one.
    pub(super) fn beside(&self) -> Option<&Instance> {
        self.0.as_deref()
    }

    pub(super) fn downgrade(&self) -> WeakInstanceRef {
        WeakInstanceRef(self.0.as_ref().map(Arc::downgrade))
    }
}

impl Deref for InstanceRef {
    type Target = Instance;

    #[inline]
    fn deref(&self) -> &Instance {
        self.0.as_deref().unwrap_or_else(|| global())
    }
}

/// An instance, unless it is gone; the process-wide one stays.
#[derive(Debug, Clone)]
pub(super) struct WeakInstanceRef(Option<Weak<Instance>>);

impl WeakInstanceRef {
    pub(super) fn upgrade(&self) -> Option<InstanceRef> {
        match &self.0 {
            None => Some(InstanceRef::GLOBAL),
            Some(instance) => instance.upgrade().map(|instance| InstanceRef(Some(instance))),
        }
    }

    /// Reads the instance; `None` if it is gone, or is the process-wide one and has no configuration yet.
    pub(super) fn read_settled<R>(&self, read: impl FnOnce(&Instance) -> R) -> Option<R> {
        let is_unsettled = self.0.is_none() && GLOBAL.get().is_none();
        if is_unsettled { None } else { self.upgrade().map(|instance| read(&instance)) }
    }
}
