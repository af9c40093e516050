//! The items that expansions name, as `agent_metrics::__private`. Not for anyone else: they change without notice.

pub use super::borrowed_error_probe::BorrowedErrorProbe;
pub use super::error_probe::ErrorProbe;
pub use super::memory_effect::{SuccessProbe, affected_by, results_by};
pub use super::old_names::*;
pub use super::result_probe::{ResultProbe, failed_by};
pub use crate::{
    LlmHandle, MemoryHandle, OutcomeHandle,
    guard::{
        defaults::{AmbientContext, Unset},
        observation::Answer,
    },
    usage::{
        spelled::{filtered, served, status},
        tokens::media::media_within,
    },
};

#[cfg(not(feature = "registry"))]
pub use crate::guard::off::{LlmCall, MemoryOp, NoHandle, OffValue, Process, ToolCall};
#[cfg(feature = "registry")]
pub use {
    super::deferral::{ReturnedProbe, YieldedProbe},
    crate::guard::{
        instrumented::{enter, in_scope, instrument, yielding},
        llm_call::LlmCall,
        llm_handle::NoHandle,
        llm_stream::{Metered, StreamValue, observer},
        memory_op::MemoryOp,
        ongoing::{MeteredStream, Ongoing, WrapDeferred, item_teller},
        process::Process,
        rebuild::Rebuild,
        tool_call::ToolCall,
    },
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
    pub use crate::guard::off::{OffPlain as _, OffStream as _};
    pub use crate::macro_support::{
        borrowed_error_probe::{BorrowedByClassify as _, BorrowedBySource as _, BorrowedUnknown as _},
        error_probe::{
            ErrorByClassify as _, ErrorByReference as _, ErrorBySendReference as _, ErrorBySource as _,
            ErrorUnknown as _,
        },
        memory_effect::{AffectedByType as _, AffectedOne as _, ResultsByType as _, ResultsUnknown as _},
        result_probe::PlainValue as _,
    };
    #[cfg(feature = "registry")]
    pub use crate::{
        guard::{llm_stream::StreamItself as _, ongoing::OngoingItself as _},
        macro_support::deferral::{DeferredKind as _, FutureKind as _, ImmediateKind as _, StreamKind as _},
    };
}
