//! Exports the items that expansions name, as `agent_metrics::__private`. They are not for users: they change without notice.

pub use super::{
    borrowed_error_probe::BorrowedErrorProbe,
    content_probe::{ContentByDebug, ContentProbe, ContentUnknown},
    deferred_kind::{AsyncOutputProbe, ReturnedProbe},
    error_probe::ErrorProbe,
    finish_reason_probe::UnknownFinishReason,
    memory_count_probe::{MemoryCountProbe, affected_by, results_by},
    opaque_stream::{OpaqueStream, assert_outermost},
    overridden_response::{Answered, answered_by, failed_success, override_response},
    response_probe::{ResponseProbe, usage_by},
    result_probe::{ResultProbe, failed_at_start_by, failed_by},
    told_reason_probe::{ToldReasonProbe, with_told_reason},
};
pub use crate::{
    guard::{
        LlmHandle, MemoryHandle, OutcomeHandle, SharedHandle,
        context_guard::ContextGuard,
        defaults::{AmbientContext, Unset},
        llm_call::LlmCallGuard,
        llm_handle::NoHandle,
        memory_op::MemoryOpGuard,
        process::ProcessGuard,
        response_report::ResponseReport,
        tool_call::ToolCallGuard,
    },
    usage::{
        debug_variant::{filter_failure, finish_reason, served_tier, status_failure, status_reason},
        tokens::media::media_within,
    },
};

#[cfg(not(feature = "registry"))]
use crate::{LabelValue, guard::defaults::ContextSource};

#[cfg(not(feature = "registry"))]
pub use super::output_probe::{assert_boxed, assert_rewrapped, item_of};
#[cfg(feature = "registry")]
pub use {
    super::deferred_probe::DeferredProbe,
    crate::guard::{
        deferred::{InstrumentedStream, RewrapDeferred, item_reporter},
        instrumented::{enter, in_scope, infer_output, infer_output_in_result, instrument},
        rewrap::RewrapLlmStream,
    },
};

/// A value of a type that only has to be named: it is never made.
pub fn never<T>() -> T {
    loop {
        std::thread::park();
    }
}

/// Returns a label, which has to be one.
#[cfg(not(feature = "registry"))]
pub fn assert_label<T: LabelValue + ?Sized>(label: &T) -> &T {
    label
}

/// Returns a context, which has to be one.
#[cfg(not(feature = "registry"))]
pub fn assert_context<C: ContextSource>(context: &C) -> &C {
    context
}

/// The traits of the probes, without their names.
pub mod probes {
    #[cfg(feature = "registry")]
    pub use crate::macro_support::deferred_probe::DeferredValue as _;
    pub use crate::macro_support::{
        deferred_kind::{DeferredResponse as _, ImmediateResponse as _, ValueKind as _},
        error_probe::{ErrorByClassify as _, ErrorByType as _, ErrorUnknown as _},
        memory_count_probe::{AffectedByType as _, ResultsByType as _},
        response_probe::{ResponseByOutcome as _, ResponseUnknown as _},
        result_probe::PlainValue as _,
        told_reason_probe::{ToldReason as _, UntoldReason as _},
    };
}
