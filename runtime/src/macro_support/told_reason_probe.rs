//! Adds to what the closure of the key `usage` returned why the model stopped, where the type of the value itself tells it.
//!
//! ```text
//! with_told_reason(response, ToldReasonProbe(success).told())
//!
//! by value           T: LlmResponse    // its finish reason
//! by a reference     any T             // None
//! ```

use crate::{
    error::ErrorType,
    usage::{FinishReason, LlmResponse, TokenUsage},
};

/// Probes the success, if there is one.
#[derive(Debug)]
pub struct ToldReasonProbe<'a, T: ?Sized>(pub Option<&'a T>);

/// Chosen where the type reports by itself.
pub trait ToldReason {
    /// Why the model stopped.
    fn told(self) -> Option<FinishReason>;
}

impl<T: LlmResponse + ?Sized> ToldReason for ToldReasonProbe<'_, T> {
    #[inline]
    fn told(self) -> Option<FinishReason> {
        self.0?.finish_reason()
    }
}

/// Chosen for any other type.
pub trait UntoldReason {
    /// Always `None`.
    #[inline]
    fn told(&self) -> Option<FinishReason> {
        None
    }
}

impl<T: ?Sized> UntoldReason for ToldReasonProbe<'_, T> {}

/// A response with the reason that its value told.
#[derive(Debug)]
pub struct ToldResponse<R> {
    response: R,
    reason: Option<FinishReason>,
}

/// Adds the reason to a response.
#[inline]
pub fn with_told_reason<R: LlmResponse>(response: Option<R>, reason: Option<FinishReason>) -> Option<ToldResponse<R>> {
    response.map(|response| ToldResponse { response, reason })
}

#[diagnostic::do_not_recommend]
impl<R: LlmResponse> LlmResponse for ToldResponse<R> {
    #[inline]
    fn usage(&self) -> Option<TokenUsage> {
        self.response.usage()
    }
    #[inline]
    fn model(&self) -> Option<&str> {
        self.response.model()
    }
    #[inline]
    fn failure(&self) -> Option<ErrorType> {
        self.response.failure()
    }
    #[inline]
    fn has_content(&self) -> bool {
        self.response.has_content() && self.reason.is_none()
    }
    #[inline]
    fn finish_reason(&self) -> Option<FinishReason> {
        self.response.finish_reason().or(self.reason)
    }
    #[inline]
    fn is_end(&self) -> bool {
        self.response.is_end() || self.reason.is_some()
    }
}
