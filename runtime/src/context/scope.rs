//! The ambient context: set while a future is polled or a closure runs, read by whatever records inside it.

use crate::label::{LabelBuffer, LabelValue};
use pin_project_lite::pin_project;
use std::{
    any::Any,
    cell::RefCell,
    fmt,
    future::Future,
    panic::{RefUnwindSafe, UnwindSafe},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    task::{self, Poll},
};

/// Who acts: an agent, and which of its processes.
///
/// It travels implicitly. `#[process_metric]` opens one for everything inside the function, [`scope`](Self::scope) and
/// [`scope_sync`](Self::scope_sync) do it by hand; it goes through every `.await`. It does not cross a spawn by itself:
/// take it along with [`in_current_context`](InCurrentContext::in_current_context), or keep [`Context::current`] in a
/// struct and give it back with `ctx = self.ctx`.
///
/// ```
/// use agent_metrics::Context;
///
/// let context = Context::new("bot-1").with_process_type("worker").with_worker_type("coder");
/// context.scope_sync(|| {
///     if agent_metrics::ENABLED {
///         assert_eq!(Context::current().agent_id(), "bot-1");
///     }
/// });
/// assert_eq!(Context::current().agent_id(), "");
/// ```
#[derive(Clone, Default)]
pub struct Context(Option<Arc<Inner>>);

/// What a layer above carries along with a context: the instance that a test records into. The context hands it on and
/// does not look into it.
pub(crate) type Attachment = Arc<dyn Any + Send + Sync + UnwindSafe + RefUnwindSafe>;

#[derive(Clone, Default)]
struct Inner {
    /// No other content ever has it.
    id: u64,
    agent_id: Box<str>,
    process_type: Box<str>,
    worker_type: Box<str>,
    attachment: Option<Attachment>,
}

thread_local! {
    static CURRENT: RefCell<Context> = const { RefCell::new(Context(None)) };
}

/// Reads the ambient context; an empty one where there is none, or where the thread is ending.
pub(crate) fn with_current<R>(read: impl Fn(&Context) -> R) -> R {
    let result = CURRENT.try_with(|current| current.try_borrow().ok().map(|current| read(&current)));
    result.ok().flatten().unwrap_or_else(|| read(&Context(None)))
}

/// Reads the context that is given, else the ambient one.
pub(crate) fn with_context<R>(given: Option<&Context>, read: impl Fn(&Context) -> R) -> R {
    match given {
        Some(context) => read(context),
        None => with_current(read),
    }
}

/// All that a call must know of its context, if the thread has met it before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ContextKey {
    /// Equal only for contexts of the same content; zero for none.
    pub(crate) id: u64,
    pub(crate) has_agent: bool,
}

impl ContextKey {
    /// At the context that is given, else at the ambient one.
    #[inline]
    pub(crate) fn at(given: Option<&Context>) -> Self {
        match given {
            Some(context) => context.key(),
            None => CURRENT
                .try_with(|current| current.try_borrow().map_or(Self::NOTHING, |current| current.key()))
                .unwrap_or(Self::NOTHING),
        }
    }

    const NOTHING: Self = Self { id: 0, has_agent: false };
}

impl Context {
    /// A context of an agent.
    pub fn new(agent_id: impl LabelValue) -> Self {
        Self::default().with(|inner, text| inner.agent_id = text, &agent_id)
    }

    /// The same with another kind of process, the label `process_type` (and `tier`).
    #[must_use]
    pub fn with_process_type(self, process_type: impl LabelValue) -> Self {
        self.with(|inner, text| inner.process_type = text, &process_type)
    }

    /// The same with another variant of a worker, the label `worker_type`.
    #[must_use]
    pub fn with_worker_type(self, worker_type: impl LabelValue) -> Self {
        self.with(|inner, text| inner.worker_type = text, &worker_type)
    }

    fn with(mut self, set: impl FnOnce(&mut Inner, Box<str>), value: &impl LabelValue) -> Self {
        let text = value.as_label(&mut LabelBuffer::default()).into();
        set(self.inner_mut(), text);
        self
    }

    pub(crate) fn with_attachment(mut self, attachment: Option<Attachment>) -> Self {
        self.inner_mut().attachment = attachment;
        self
    }

    fn inner_mut(&mut self) -> &mut Inner {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let inner = Arc::make_mut(self.0.get_or_insert_default());
        inner.id = LAST.fetch_add(1, Relaxed) + 1;
        inner
    }

    #[inline]
    fn key(&self) -> ContextKey {
        let key = |inner: &Arc<Inner>| ContextKey { id: inner.id, has_agent: !inner.agent_id.is_empty() };
        self.0.as_ref().map_or(ContextKey::NOTHING, key)
    }

    /// The ambient context here and now; an empty one where there is none.
    #[must_use]
    pub fn current() -> Self {
        with_current(Clone::clone)
    }

    /// Runs a future in this context.
    ///
    /// ```
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// use agent_metrics::Context;
    ///
    /// let context = Context::new("bot-1");
    /// tokio::spawn(context.scope(async { /* metered functions know the agent here */ })).await?;
    /// # Ok::<(), tokio::task::JoinError>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn scope<F: Future>(&self, future: F) -> InContext<F> {
        InContext { future, context: self.clone() }
    }

    /// Runs a closure in this context.
    pub fn scope_sync<R>(&self, run: impl FnOnce() -> R) -> R {
        let mut context = self.clone();
        context.inherit_attachment();
        let _entered = Entered::new(&mut context);
        run()
    }

    /// The agent, `""` if not set.
    pub fn agent_id(&self) -> &str {
        self.0.as_ref().map_or("", |inner| &inner.agent_id)
    }

    /// The kind of process, `""` if not set.
    pub fn process_type(&self) -> &str {
        self.0.as_ref().map_or("", |inner| &inner.process_type)
    }

    /// The variant of a worker, `""` if not set.
    pub fn worker_type(&self) -> &str {
        self.0.as_ref().map_or("", |inner| &inner.worker_type)
    }

    /// Nothing is known: not even an agent that is called unknown.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// A context without an attachment takes over the one of the ambient context.
    fn inherit_attachment(&mut self) {
        if self.attachment().is_none()
            && let Some(attachment) = with_current(|current| current.attachment().cloned())
        {
            *self = std::mem::take(self).with_attachment(Some(attachment));
        }
    }

    pub(crate) fn attachment(&self) -> Option<&Attachment> {
        self.0.as_ref()?.attachment.as_ref()
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
        let labels =
            |context: &Self| [context.agent_id(), context.process_type(), context.worker_type()].map(str::to_owned);
        labels(self) == labels(other)
    }
}

impl Eq for Context {}

/// While it lives, the context is the ambient one; then the one before comes back, even when a panic unwinds.
struct Entered<'a>(&'a mut Context);

impl<'a> Entered<'a> {
    /// `context` holds the outer one meanwhile: nothing is cloned.
    fn new(context: &'a mut Context) -> Self {
        swap(context);
        Self(context)
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        swap(self.0);
    }
}

/// Makes `context` the ambient one, and holds the one before; called again it brings that one back.
pub(crate) fn swap(context: &mut Context) {
    let _ = CURRENT.try_with(|current| {
        if let Ok(mut current) = current.try_borrow_mut() {
            std::mem::swap(&mut *current, context);
        }
    });
}

pin_project! {
    /// A future that runs in a context: made by [`Context::scope`] and
    /// [`in_current_context`](InCurrentContext::in_current_context).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct InContext<F> {
        #[pin]
        future: F,
        context: Context,
    }
}

impl<F: Future> Future for InContext<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.context.inherit_attachment();
        let _entered = Entered::new(this.context);
        this.future.poll(task)
    }
}

/// Takes the ambient context along, for a future that is spawned.
///
/// ```
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// use agent_metrics::{Context, InCurrentContext};
///
/// # Context::new("bot-1").scope(async {
/// tokio::spawn(async { /* still the same agent */ }.in_current_context()).await?;
/// # Ok::<(), tokio::task::JoinError>(()) }).await
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait InCurrentContext: Future + Sized {
    /// This future, in the context that is the ambient one now.
    fn in_current_context(self) -> InContext<Self> {
        Context::current().scope(self)
    }
}

impl<F: Future> InCurrentContext for F {}
