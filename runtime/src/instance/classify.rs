//! Finds the error classifiers of the instance whose guard records here.

use super::global::{InstanceRef, WeakInstanceRef};
use crate::error::Classifier;
use std::cell::RefCell;

thread_local! {
    /// The instance of the guard that the thread has left last; `None` where that is the ambient one.
    ///
    /// What a body returns is classified right after its guard was left, by code that does not know the guard. Mostly the guard's
    /// instance is the ambient one, but a stream may be read outside of the scope in which it was made.
    static LEFT: RefCell<Option<WeakInstanceRef>> = const { RefCell::new(None) };
}

impl InstanceRef {
    /// Notes that the thread has left a guard that records here; not needed while there is [only one
    /// instance](Self::is_only_global).
    #[cold]
    pub(crate) fn note_exit(&self) {
        let instance = if self.is(&Self::of(None)) { None } else { Some(self.downgrade()) };
        let _ = LEFT.try_with(|left| left.try_borrow_mut().map(|mut left| *left = instance));
    }
}

/// Gives the classifiers of the instance that records here and now to `read`.
pub(super) fn with_classifiers(read: &mut dyn FnMut(&[Classifier])) {
    let left = LEFT.try_with(|left| left.try_borrow().ok()?.as_ref()?.upgrade()).ok().flatten();
    let instance = left.unwrap_or_else(|| InstanceRef::of(None));
    read(&instance.classifiers);
}
