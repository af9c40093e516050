//! Names the atomics and locks of what is read while it is written: the model in `runtime/benches/model` includes the files of this
//! folder with loom's in their place.

pub(super) use parking_lot::{Mutex, MutexGuard};
pub(super) use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
