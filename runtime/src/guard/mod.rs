//! The guards: one opens with a metered function, and records once, however the function ends.
//!
//! The handles and `Call` are called by users in both modes; with the feature off, [`off`] has what stands for the guards.

mod call_builder;
pub(crate) mod defaults;
pub(crate) mod observation;
#[cfg(not(feature = "registry"))]
pub(crate) mod off;

#[cfg(feature = "registry")]
mod billing;
#[cfg(feature = "registry")]
mod caller;
#[cfg(feature = "registry")]
pub(crate) mod instrumented;
#[cfg(feature = "registry")]
mod interned_model;
#[cfg(feature = "registry")]
pub(crate) mod llm_call;
#[cfg(feature = "registry")]
pub(crate) mod llm_handle;
#[cfg(feature = "registry")]
pub(crate) mod llm_stream;
#[cfg(feature = "registry")]
mod manual;
#[cfg(feature = "registry")]
pub(crate) mod memory_op;
#[cfg(feature = "registry")]
mod model_name;
#[cfg(feature = "registry")]
mod nesting;
#[cfg(feature = "registry")]
mod nesting_role;
#[cfg(feature = "registry")]
pub(crate) mod notes;
#[cfg(feature = "registry")]
pub(crate) mod ongoing;
#[cfg(feature = "registry")]
mod outcome_handle;
#[cfg(feature = "registry")]
pub(crate) mod process;
#[cfg(feature = "registry")]
pub(crate) mod rebuild;
#[cfg(feature = "registry")]
mod state;
#[cfg(feature = "registry")]
pub(crate) mod tool_call;

pub use call_builder::CallBuilder;
#[cfg(not(feature = "registry"))]
pub use off::{Call, LlmHandle, MemoryHandle, Metered, OutcomeHandle};
#[cfg(feature = "registry")]
pub use {
    llm_handle::LlmHandle,
    manual::{Call, Metered},
    memory_op::MemoryHandle,
    outcome_handle::OutcomeHandle,
    rebuild::RewrapStream,
};
