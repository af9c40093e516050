//! Defines `Context`: the agent that acts, and which of its processes.

#[cfg(feature = "registry")]
use crate::label::LabelBuffer;
use crate::label::LabelValue;
use std::fmt;
#[cfg(feature = "registry")]
use std::{
    any::Any,
    panic::{RefUnwindSafe, UnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// The agent that acts, and which of its processes. With the feature `metrics` off it is empty.
///
/// It travels implicitly, through every `.await`. `#[process_metric]` opens one for everything inside the function, and so does any
/// other attribute or guard that is given labels or a context; `#[in_context]` does it and counts nothing.
/// [`scope`](Self::scope) and [`scope_sync`](Self::scope_sync) do it by hand. It does not cross a spawn by itself:
/// take it along with [`in_current_context`](crate::InCurrentContext::in_current_context), or keep [`Context::current`] in a
/// struct and give it back with `context = self.context`.
///
/// ```
/// use agent_metrics::Context;
///
/// let context = Context::new("bot-1").with_process_type("worker").with_worker_type("coder");
/// context.scope_sync(|| {
///     if agent_metrics::ENABLED {
///         assert_eq!(Context::current().agent_id(), Some("bot-1"));
///     }
/// });
/// assert_eq!(Context::current().agent_id(), None);
/// ```
#[derive(Clone, Default)]
pub struct Context {
    /// `None` where nothing is set.
    #[cfg(feature = "registry")]
    content: Option<Arc<Content>>,
}

/// The instance that a test records into, which a context carries along. Its type is erased, because an instance belongs to a
/// layer above.
#[cfg(feature = "registry")]
pub(crate) type InstanceHandle = Arc<dyn Any + Send + Sync + UnwindSafe + RefUnwindSafe>;

#[cfg(feature = "registry")]
#[derive(Clone, Default)]
pub(super) struct Content {
    /// Unique: two different contents have different ids.
    pub(super) id: u64,
    /// By [`Label`].
    labels: [Box<str>; 3],
    instance_handle: Option<InstanceHandle>,
}

#[derive(Clone, Copy)]
enum Label {
    AgentId,
    ProcessType,
    WorkerType,
}

impl Context {
    /// A context of an agent.
    #[inline]
    pub fn new(agent_id: impl LabelValue) -> Self {
        Self::default().with(Label::AgentId, &agent_id)
    }

    /// The same with another kind of process, the label `process_type` (and `tier`).
    #[must_use]
    #[inline]
    pub fn with_process_type(self, process_type: impl LabelValue) -> Self {
        self.with(Label::ProcessType, &process_type)
    }

    /// The same with another variant of a worker, the label `worker_type`.
    #[must_use]
    #[inline]
    pub fn with_worker_type(self, worker_type: impl LabelValue) -> Self {
        self.with(Label::WorkerType, &worker_type)
    }

    /// The agent; `None` if it is not set.
    #[inline]
    pub fn agent_id(&self) -> Option<&str> {
        self.label(Label::AgentId)
    }

    /// The kind of process; `None` if it is not set.
    #[inline]
    pub fn process_type(&self) -> Option<&str> {
        self.label(Label::ProcessType)
    }

    /// The variant of a worker; `None` if it is not set.
    #[inline]
    pub fn worker_type(&self) -> Option<&str> {
        self.label(Label::WorkerType)
    }

    #[inline]
    fn with(self, label: Label, value: &impl LabelValue) -> Self {
        #[cfg(feature = "registry")]
        {
            let mut context = self;
            context.content_mut().labels[label as usize] = value.as_label(&mut LabelBuffer::default()).into();
            context
        }
        #[cfg(not(feature = "registry"))]
        {
            let _ = (label, value);
            self
        }
    }

    #[inline]
    fn label(&self, label: Label) -> Option<&str> {
        #[cfg(feature = "registry")]
        {
            self.content()?.label(label)
        }
        #[cfg(not(feature = "registry"))]
        {
            let _ = label;
            None
        }
    }
}

#[cfg(feature = "registry")]
impl Context {
    pub(super) const EMPTY: Self = Self { content: None };

    #[inline]
    pub(super) fn content(&self) -> Option<&Content> {
        self.content.as_deref()
    }

    fn content_mut(&mut self) -> &mut Content {
        static LAST_ID: AtomicU64 = AtomicU64::new(0);
        let content = Arc::make_mut(self.content.get_or_insert_default());
        content.id = LAST_ID.fetch_add(1, Relaxed).wrapping_add(1);
        content
    }

    /// True if nothing is set.
    pub(crate) fn is_empty(&self) -> bool {
        self.content.is_none()
    }

    pub(crate) fn instance_handle(&self) -> Option<&InstanceHandle> {
        self.content()?.instance_handle.as_ref()
    }

    pub(crate) fn with_instance_handle(mut self, instance_handle: Option<InstanceHandle>) -> Self {
        self.content_mut().instance_handle = instance_handle;
        self
    }
}

#[cfg(feature = "registry")]
impl Content {
    /// An empty label is not set.
    #[inline]
    fn label(&self, label: Label) -> Option<&str> {
        Some(&*self.labels[label as usize]).filter(|value| !value.is_empty())
    }

    #[inline]
    pub(super) fn has_agent(&self) -> bool {
        self.label(Label::AgentId).is_some()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("agent_id", &self.agent_id())
            .field("process_type", &self.process_type())
            .field("worker_type", &self.worker_type())
            .finish()
    }
}

impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        self.agent_id() == other.agent_id()
            && self.process_type() == other.process_type()
            && self.worker_type() == other.worker_type()
    }
}

impl Eq for Context {}
