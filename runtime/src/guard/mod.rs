//! Defines the guards: one opens with a metered function and records once, however the function ends.
//!
//! Every type is declared once for both modes. With the feature `registry` off it has no fields, and its methods have empty
//! bodies. The modules that exist with the feature on alone are those that record.

// The parameters of the empty bodies are not used.
#![cfg_attr(not(feature = "registry"), allow(unused_variables, unused_mut, clippy::needless_pass_by_value))]

pub(crate) mod boxed_deferred;
pub(crate) mod context_guard;
pub(crate) mod defaults;
pub(crate) mod is_stream;
pub(crate) mod llm_call;
pub(crate) mod llm_handle;
mod manual;
mod memory_entries;
pub(crate) mod memory_handle;
pub(crate) mod memory_op;
pub(crate) mod outcome_handle;
pub(crate) mod process;
pub(crate) mod response_report;
mod rewrap_stream;
mod shared_handle;
pub(crate) mod tool_call;

#[cfg(feature = "registry")]
mod abort_outcome;
#[cfg(feature = "registry")]
mod accumulator;
#[cfg(feature = "registry")]
mod agent_labels;
#[cfg(feature = "registry")]
mod answer_clock;
#[cfg(feature = "registry")]
mod cost_recording;
#[cfg(feature = "registry")]
mod counted_failures;
#[cfg(feature = "registry")]
pub(crate) mod deferred;
#[cfg(feature = "registry")]
mod guard_core;
#[cfg(feature = "registry")]
pub(crate) mod instrumented;
#[cfg(feature = "registry")]
mod interned_model;
#[cfg(feature = "registry")]
pub(crate) mod llm_accumulator;
#[cfg(feature = "registry")]
mod llm_nesting;
#[cfg(feature = "registry")]
mod marks;
#[cfg(feature = "registry")]
mod nesting;
#[cfg(feature = "registry")]
mod opened_context;
#[cfg(feature = "registry")]
pub(crate) mod rewrap;
#[cfg(feature = "registry")]
mod tool_nesting;

pub use {
    llm_handle::LlmHandle,
    manual::{
        LlmCall, LlmCallBuilder, MemoryOp, MemoryOpBuilder, MeteredStream, Process, ProcessBuilder, Rewrap, ToolCall,
        ToolCallBuilder,
    },
    memory_entries::set_memory_entries,
    memory_handle::MemoryHandle,
    outcome_handle::OutcomeHandle,
    rewrap_stream::RewrapStream,
    shared_handle::SharedHandle,
};
