//! What the expansions of the attributes call, beside the guards.

pub(crate) mod borrowed_error_probe;
#[cfg(feature = "registry")]
pub(crate) mod deferral;
pub(crate) mod error_probe;
pub mod exports;
pub(crate) mod memory_effect;
mod old_names;
pub(crate) mod result_probe;
