//! Names that expansions still use; each goes when no expansion does.

use crate::error::ErrorType;
#[cfg(not(feature = "registry"))]
use crate::guard::off::LlmCall;
#[cfg(feature = "registry")]
use crate::guard::{llm_call::LlmCall, llm_handle::HandleSource, notes::Report};

pub use super::result_probe::ResultProbe as SplitValue;
pub use crate::guard::defaults::Unset as Absent;
#[cfg(feature = "registry")]
pub use crate::guard::{
    instrumented::{in_scope as call_within, instrument as poll_within},
    ongoing::{MeteredStream as MeteredRest, WrapDeferred as Continue},
    rebuild::Rebuild as Rewrap,
};

#[cfg(feature = "registry")]
impl<H: HandleSource> LlmCall<H> {
    /// `end_without_usage`.
    pub fn end_untold(&mut self, failed: Option<ErrorType>) {
        self.end_without_usage(failed);
    }
}

#[cfg(not(feature = "registry"))]
impl LlmCall {
    /// `end_without_usage`.
    pub fn end_untold(&mut self, failed: Option<ErrorType>) {
        self.end_without_usage(failed);
    }
}

#[cfg(feature = "registry")]
impl<H: HandleSource> Report<'_, LlmCall<H>> {
    /// `end_without_usage`.
    pub fn end_untold(&mut self, failed: Option<ErrorType>) {
        self.end_without_usage(failed);
    }
}
