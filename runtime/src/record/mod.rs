//! The guards that expansions call: one begins with the function, and records once, however the function ends.

mod affected;
mod answer;
mod call_builder;
mod error_of;
mod keys;
mod outcome;

#[cfg(feature = "registry")]
mod call;
#[cfg(feature = "registry")]
mod caller;
#[cfg(feature = "registry")]
mod frame;
#[cfg(feature = "registry")]
mod llm_bill;
#[cfg(feature = "registry")]
mod llm_call;
#[cfg(feature = "registry")]
mod llm_handle;
#[cfg(feature = "registry")]
mod llm_stream;
#[cfg(feature = "registry")]
mod memory_op;
#[cfg(feature = "registry")]
mod model_name;
#[cfg(feature = "registry")]
mod named;
#[cfg(feature = "registry")]
mod notes;
#[cfg(feature = "registry")]
mod ongoing;
#[cfg(feature = "registry")]
mod outcome_handle;
#[cfg(feature = "registry")]
mod process;
#[cfg(feature = "registry")]
mod returned;
#[cfg(feature = "registry")]
mod rewrap;
#[cfg(feature = "registry")]
mod state;
#[cfg(feature = "registry")]
mod tool_call;
#[cfg(feature = "registry")]
mod within;

#[cfg(not(feature = "registry"))]
#[path = "call_off.rs"]
mod call;
#[cfg(not(feature = "registry"))]
mod off;

#[cfg(feature = "registry")]
pub use self::rewrap::RewrapStream;
pub use self::{
    call::{Call, Metered},
    call_builder::CallBuilder,
};
#[cfg(feature = "registry")]
pub use self::{llm_handle::LlmHandle, memory_op::MemoryHandle, outcome_handle::OutcomeHandle};
#[cfg(not(feature = "registry"))]
pub use off::{LlmHandle, MemoryHandle, OutcomeHandle};

/// What expansions name. Not for anyone else: it changes without notice.
pub mod expansion {
    #[cfg(not(feature = "registry"))]
    pub use super::off::{LlmCall, MemoryOp, NoHandle, OffValue, Process, ToolCall};
    pub use super::{
        affected::{SuccessProbe, affected_by, results_by},
        answer::Answer,
        error_of::ErrorOf,
        keys::{Absent, AmbientContext},
        outcome::{ErrorProbe, SplitValue, failed_by},
    };
    #[cfg(feature = "registry")]
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
    pub use crate::{
        LlmHandle, MemoryHandle, OutcomeHandle,
        usage::spelled::{filtered, served, status},
    };

    /// A value of a type that only has to be named: it is never made.
    pub fn never<T>() -> T {
        loop {
            std::thread::park();
        }
    }

    /// The traits by which look-up chooses, without their names.
    pub mod probes {
        #[cfg(not(feature = "registry"))]
        pub use crate::record::off::{OffPlain as _, OffResult as _};
        pub use crate::record::{
            affected::{AffectedByType as _, AffectedOne as _, ResultsByType as _, ResultsUnknown as _},
            error_of::{
                TypeByClassify as _, TypeByReference as _, TypeBySendReference as _, TypeBySource as _,
                TypeUnknown as _,
            },
            outcome::{
                ErrorByClassify as _, ErrorByReference as _, ErrorBySendReference as _, ErrorBySource as _,
                ErrorUnknown as _, NoError as _, PlainValue as _,
            },
        };
        #[cfg(feature = "registry")]
        pub use crate::record::{
            llm_stream::StreamItself as _,
            ongoing::OngoingItself as _,
            returned::{KindOfFuture as _, KindOfOngoing as _, KindOfStream as _, KindOfValue as _},
        };
    }
}
