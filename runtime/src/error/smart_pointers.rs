//! Looks through `Box` and `Arc`, which are errors themselves, at the error that they hold.
//!
//! `Box<E>` and `Arc<E>` implement `Error`, and their `source()` is that of the error which they hold: walking the sources
//! would step over that error.

use std::{error::Error, sync::Arc};

/// The error as an `E`, which may be in a `Box` or an `Arc`.
pub(super) fn downcast_through_pointer<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let boxed = || error.downcast_ref::<Box<E>>().map(|error| &**error);
    let shared = || error.downcast_ref::<Arc<E>>().map(|error| &**error);
    error.downcast_ref::<E>().or_else(boxed).or_else(shared)
}

/// The error that an `Arc<dyn Error>` holds.
pub(super) fn deref_arc<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let sent =
        error.downcast_ref::<Arc<dyn Error + Send + Sync>>().map(|error| -> &'a (dyn Error + 'static) { &**error });
    sent.or_else(|| error.downcast_ref::<Arc<dyn Error>>().map(|error| &**error))
}
