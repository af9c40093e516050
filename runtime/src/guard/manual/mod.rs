//! Defines the guards that users hold themselves, for what no attribute can wrap.

mod builder;
mod llm_call;
mod memory_op;
mod metered_stream;
mod outcome;
mod process;
mod rewrap;
mod scope;
mod tool_call;

pub use {
    llm_call::{LlmCall, LlmCallBuilder},
    memory_op::{MemoryOp, MemoryOpBuilder},
    metered_stream::MeteredStream,
    process::{Process, ProcessBuilder},
    rewrap::Rewrap,
    tool_call::{ToolCall, ToolCallBuilder},
};
