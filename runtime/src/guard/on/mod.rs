//! The guards.

mod call;
mod caller;
mod frame;
mod llm_bill;
mod llm_call;
mod llm_handle;
mod llm_stream;
mod memory_op;
mod model_name;
mod named;
mod notes;
mod ongoing;
mod outcome_handle;
mod process;
mod returned;
mod rewrap;
mod role;
mod state;
mod tool_call;
mod within;

use super::{call_builder, keys};

pub use {
    call::{Call, Metered},
    llm_handle::LlmHandle,
    memory_op::MemoryHandle,
    outcome_handle::OutcomeHandle,
    rewrap::RewrapStream,
};

/// What expansions name, of this mode.
pub(super) mod expansion {
    pub use super::{
        llm_call::LlmCall,
        llm_handle::NoHandle,
        llm_stream::{Metered, StreamValue, observer},
        memory_op::MemoryOp,
        ongoing::{Continue, MeteredRest, Ongoing, item_teller},
        process::Process,
        returned::{ReturnedProbe, YieldedProbe},
        rewrap::Rewrap,
        tool_call::ToolCall,
        within::{call_within, enter, poll_within, yielding},
    };
}

/// The traits by which look-up chooses, of this mode.
pub(super) mod probes {
    pub use super::{
        llm_stream::StreamItself as _,
        ongoing::OngoingItself as _,
        returned::{KindOfFuture as _, KindOfOngoing as _, KindOfStream as _, KindOfValue as _},
    };
}
