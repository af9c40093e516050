//! The guards that expansions call: one begins with the function, and records once, however the function ends.

mod affected;
mod caller;
mod frame;
mod llm_call;
mod llm_handle;
mod llm_stream;
mod memory_op;
mod model_name;
mod outcome;
mod process;
mod tool_call;
mod within;

pub use llm_handle::LlmHandle;
pub use llm_stream::Metered;
pub use memory_op::MemoryHandle;
pub use process::ProcessHandle;

/// What expansions name. Not for anyone else: it changes without notice.
pub mod expansion {
    pub use super::{
        affected::{AffectedByType, AffectedOne, ResultsByType, ResultsUnknown, SuccessProbe, told_by},
        caller::{Absent, AmbientContext},
        llm_call::{Answer, LlmCall, NoHandle},
        llm_stream::{Metered, Rewrap, StreamItself, StreamValue, observer},
        memory_op::MemoryOp,
        outcome::{
            ErrorByClassify, ErrorByReference, ErrorBySendReference, ErrorBySource, ErrorProbe, ErrorUnknown, NoError,
            PlainValue, SplitValue, failed_by,
        },
        process::Process,
        tool_call::ToolCall,
        within::{call_within, poll_within},
    };
    pub use crate::{LlmHandle, MemoryHandle, ProcessHandle, TokenUsage};
}
