//! Classifies an error with the classifiers of the instance that records it.

#[cfg(feature = "registry")]
use super::global::{InstanceRef, WeakInstanceRef};
use crate::error::{ErrorType, classify_chain};
#[cfg(feature = "registry")]
use std::cell::RefCell;
use std::error::Error;

#[cfg(feature = "registry")]
thread_local! {
    /// The instance of the guard that the thread has left last; `None` where that is the ambient one.
    ///
    /// What a body returns is classified right after its guard was left, by code that does not know the guard. Mostly the guard's
    /// instance is the ambient one, but a stream may be read outside of the scope in which it was made.
    static LEFT: RefCell<Option<WeakInstanceRef>> = const { RefCell::new(None) };
}

#[cfg(feature = "registry")]
impl InstanceRef {
    /// Notes that the thread has left a guard that records here.
    #[inline]
    pub(crate) fn left(&self) {
        if !Self::is_only_global() {
            self.note_left();
        }
    }

    #[cold]
    fn note_left(&self) {
        let instance = if self.is(&Self::of(None)) { None } else { Some(self.downgrade()) };
        let _ = LEFT.try_with(|left| left.try_borrow_mut().map(|mut left| *left = instance));
    }
}

/// The error type of the first error along the chain of sources whose type is known, else [`ErrorType::Other`].
pub(crate) fn classify_error(error: &(dyn Error + 'static)) -> ErrorType {
    #[cfg(feature = "registry")]
    {
        let left = LEFT.try_with(|left| left.try_borrow().ok()?.as_ref()?.upgrade()).ok().flatten();
        let instance = left.unwrap_or_else(|| InstanceRef::of(None));
        classify_chain(error, &instance.classifiers)
    }
    #[cfg(not(feature = "registry"))]
    classify_chain(error, &[])
}
