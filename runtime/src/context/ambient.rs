//! Keeps the ambient context of a thread, which is set while a future is polled or a closure runs.

use super::identity::Context;
use std::cell::RefCell;

thread_local! {
    static CURRENT: RefCell<Context> = const { RefCell::new(Context::EMPTY) };
    /// The ambient contexts that come back when the values that are being dropped are gone, the next one last.
    static AROUND_DROPS: RefCell<Vec<Context>> = const { RefCell::new(Vec::new()) };
}

/// Reads the ambient context; an empty one where there is none, or where the thread is ending.
pub(crate) fn with_current<R>(read: impl Fn(&Context) -> R) -> R {
    let current = CURRENT.try_with(|current| current.try_borrow().ok().map(|current| read(&current)));
    current.ok().flatten().unwrap_or_else(|| read(&Context::EMPTY))
}

/// Reads the context that is given, else the ambient one.
pub(crate) fn with_context<R>(given: Option<&Context>, read: impl Fn(&Context) -> R) -> R {
    match given {
        Some(context) => read(context),
        None => with_current(read),
    }
}

/// What a call reads of its context if the series that it needs is cached on the thread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ContextKey {
    /// Equal only for contexts of the same content; zero for none.
    pub(crate) id: u64,
    pub(crate) has_agent: bool,
}

impl ContextKey {
    const NOTHING: Self = Self { id: 0, has_agent: false };

    /// At the context that is given, else at the ambient one.
    #[inline]
    pub(crate) fn at(given: Option<&Context>) -> Self {
        match given {
            Some(context) => Self::of(context),
            None => CURRENT
                .try_with(|current| current.try_borrow().map_or(Self::NOTHING, |current| Self::of(&current)))
                .unwrap_or(Self::NOTHING),
        }
    }

    #[inline]
    fn of(context: &Context) -> Self {
        context.content().map_or(Self::NOTHING, |content| Self { id: content.id, has_agent: content.has_agent() })
    }
}

impl Context {
    /// Takes over the instance of the ambient context, if the context has none.
    fn inherit_instance_handle(&mut self) {
        if self.instance_handle().is_none()
            && let Some(handle) = with_current(|current| current.instance_handle().cloned())
        {
            *self = std::mem::take(self).with_instance_handle(Some(handle));
        }
    }
}

/// Makes a context the ambient one until it is dropped, also when a panic unwinds.
pub(super) struct EnteredContext<'a>(&'a mut Context);

impl<'a> EnteredContext<'a> {
    /// `context` holds the outer one meanwhile, so that nothing is cloned.
    pub(super) fn new(context: &'a mut Context) -> Self {
        context.inherit_instance_handle();
        swap_current(context);
        Self(context)
    }
}

impl Drop for EnteredContext<'_> {
    fn drop(&mut self) {
        swap_current(self.0);
    }
}

/// Makes `context` the ambient one until [`exit_after_drop`], for a value that is dropped in between. The context before is
/// kept by the thread, because the fields of a struct that is being dropped share nothing.
pub(super) fn enter_for_drop(mut context: Context) {
    context.inherit_instance_handle();
    let _ = AROUND_DROPS.try_with(|around| {
        if let Ok(mut around) = around.try_borrow_mut() {
            swap_current(&mut context);
            around.push(context);
        }
    });
}

/// Brings the ambient context back that [`enter_for_drop`] has replaced.
pub(super) fn exit_after_drop() {
    let around = AROUND_DROPS.try_with(|around| around.try_borrow_mut().ok()?.pop());
    if let Some(mut context) = around.ok().flatten() {
        swap_current(&mut context);
    }
}

/// Makes `context` the ambient one, and stores the one before in it; a second call restores that one.
pub(crate) fn swap_current(context: &mut Context) {
    let _ = CURRENT.try_with(|current| {
        if let Ok(mut current) = current.try_borrow_mut() {
            std::mem::swap(&mut *current, context);
        }
    });
}
