//! Defines the trait of responses that report their usage.

use super::{
    FinishReason, TokenUsage,
    forward::{forward, forward_if_any},
};
use crate::{ClassifyError, ErrorType};
use std::{rc::Rc, sync::Arc};

/// A response of an LLM, or an item of its stream, that reports what it used.
///
/// `#[llm_metered]` calls it on the success value of the function (or on each item of its stream). Implement it for your own
/// response type; only [`usage`](Self::usage) is required. For a type that you can't implement it for, give the
/// attribute `usage = |response| …` or a preset. The types of an LLM client report through the crate of that client: see
/// [`client`](crate::client).
///
/// It is implemented for [`TokenUsage`], for a value with its usage `(T, TokenUsage)`, and for an `Option`, a pointer and a
/// `Result` of a response.
///
/// ```
/// use agent_metrics::{LlmResponse, TokenUsage};
///
/// struct Response { model: String, prompt_tokens: u32, completion_tokens: u32 }
///
/// impl LlmResponse for Response {
///     fn usage(&self) -> Option<TokenUsage> {
///         Some(TokenUsage::new().input(self.prompt_tokens).output(self.completion_tokens))
///     }
///     fn model(&self) -> Option<&str> {
///         Some(&self.model)
///     }
/// }
///
/// let response = Response { model: "gpt-4o".into(), prompt_tokens: 12, completion_tokens: 3 };
/// assert_eq!(response.usage().unwrap().total_tokens(), 15);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not report the tokens that the call used",
    label = "no usage is found in this type",
    note = "implement `agent_metrics::LlmResponse` for it,",
    note = "or say where the usage is: `#[llm_metered(usage = |response| …)]` with a closure that returns a `TokenUsage`,",
    note = "or name the client whose type it is: `#[llm_metered(usage = openai)]`, or add the crate that knows the client,",
    note = "or, if the usage is reported elsewhere or not at all: `#[llm_metered(usage = none)]`"
)]
pub trait LlmResponse {
    /// The usage of the call so far; `None` if this response does not report it.
    ///
    /// In a stream the last reported usage wins.
    fn usage(&self) -> Option<TokenUsage>;

    /// The model that answered, if the response names it: it is the one that is billed.
    fn model(&self) -> Option<&str> {
        None
    }

    /// Why a response that came back as `Ok` is a failure all the same (refused, filtered, `status: failed`).
    #[inline]
    fn failure(&self) -> Option<ErrorType> {
        None
    }

    /// Why the model stopped, once the response says so. In a stream the last reason wins.
    #[inline]
    fn finish_reason(&self) -> Option<FinishReason> {
        None
    }

    /// Whether this item of a stream says that the answer is complete (`message_stop`, `response.completed`, `done`), though
    /// its usage may follow. From then on the call is `ok`, whether its reader polls on or drops the stream. Default: whether
    /// the item has a [`finish_reason`](Self::finish_reason).
    #[inline]
    fn is_end(&self) -> bool {
        self.finish_reason().is_some()
    }

    /// Whether this item of a stream brings a part of the answer, such as the first piece of a tool call: the first that does is
    /// the first token. Return `false` for what comes before it (`response.created`, a heartbeat) and after it (the usage).
    /// Default: whether the item tells no usage, and not that the answer is complete.
    #[inline]
    fn has_content(&self) -> bool {
        self.usage().is_none_or(|usage| usage.tells_nothing()) && !self.is_end()
    }
}

impl LlmResponse for TokenUsage {
    #[inline]
    fn usage(&self) -> Option<TokenUsage> {
        Some(*self)
    }
}

impl<T> LlmResponse for (T, TokenUsage) {
    #[inline]
    fn usage(&self) -> Option<TokenUsage> {
        Some(self.1)
    }
    #[inline]
    fn has_content(&self) -> bool {
        true
    }
}

impl<T: LlmResponse> LlmResponse for Option<T> {
    forward_if_any!(self => self.as_ref());
    #[inline]
    fn failure(&self) -> Option<ErrorType> {
        self.as_ref()?.failure()
    }
    // A `None` tells no usage, as any other part of an answer.
    #[inline]
    fn has_content(&self) -> bool {
        self.as_ref().is_none_or(T::has_content)
    }
}

/// The return value of a function: an error is a failure.
impl<T: LlmResponse, E: ClassifyError> LlmResponse for Result<T, E> {
    forward_if_any!(self => self.as_ref().ok());
    fn failure(&self) -> Option<ErrorType> {
        match self {
            Ok(response) => response.failure(),
            Err(error) => Some(error.error_type()),
        }
    }
    fn has_content(&self) -> bool {
        self.as_ref().is_ok_and(T::has_content)
    }
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<T: LlmResponse + ?Sized> LlmResponse for $pointer {
            forward!(self => **self);
        }
    )*};
}
pointers!(&T &mut T Box<T> Rc<T> Arc<T>);
