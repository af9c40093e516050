//! Defines the trait by which the crate of an LLM client reads what the client's responses report, and the outcome of a call
//! that is metered by hand.

use super::{
    FinishReason, LlmResponse, TokenUsage,
    forward::{forward, forward_if_any},
};
use crate::error::{
    ErrorType,
    client::{AnyError, ByClient, ClientError, Own, Sealed},
};
use std::{marker::PhantomData, rc::Rc, sync::Arc};

/// A response of an LLM client, or an item of its stream, read by a crate for that client.
///
/// It is [`LlmResponse`] for crates that own neither that trait nor the response: see [the module](crate::client). `Client` is a
/// type of the implementing crate.
///
/// ```
/// use agent_metrics::{TokenUsage, client::ClientResponse, llm_metered};
/// # mod some_client { pub struct Response { pub model: String, pub prompt_tokens: u32, pub completion_tokens: u32 } }
///
/// /// Marks the implementations of this crate.
/// pub enum SomeClient {}
///
/// impl ClientResponse<SomeClient> for some_client::Response {
///     fn usage(&self) -> Option<TokenUsage> {
///         Some(TokenUsage::new().input(self.prompt_tokens).output(self.completion_tokens))
///     }
///     fn model(&self) -> Option<&str> {
///         Some(&self.model)
///     }
/// }
///
/// // A program that has both crates among its dependencies:
/// #[llm_metered]
/// fn complete() -> some_client::Response {
///     some_client::Response { model: "gpt-4o".into(), prompt_tokens: 12, completion_tokens: 3 }
/// }
/// assert_eq!(complete().usage().unwrap().total_tokens(), 15);
/// ```
pub trait ClientResponse<Client> {
    /// The usage of the call so far, as [`LlmResponse::usage`].
    fn usage(&self) -> Option<TokenUsage>;

    /// The model that answered, as [`LlmResponse::model`].
    fn model(&self) -> Option<&str> {
        None
    }

    /// Why a response that came back as `Ok` is a failure all the same, as [`LlmResponse::failure`].
    #[inline]
    fn failure(&self) -> Option<ErrorType> {
        None
    }

    /// Why the model stopped, as [`LlmResponse::finish_reason`].
    #[inline]
    fn finish_reason(&self) -> Option<FinishReason> {
        None
    }

    /// Whether this item of a stream says that the answer is complete, as [`LlmResponse::is_end`].
    #[inline]
    fn is_end(&self) -> bool {
        self.finish_reason().is_some()
    }

    /// Whether this item of a stream brings a part of the answer, as [`LlmResponse::has_content`].
    #[inline]
    fn has_content(&self) -> bool {
        self.usage().is_none_or(|usage| usage.tells_nothing()) && !self.is_end()
    }
}

impl<Client, T: ClientResponse<Client>> ClientResponse<Client> for Option<T> {
    forward_if_any!(self => self.as_ref());
    #[inline]
    fn failure(&self) -> Option<ErrorType> {
        self.as_ref()?.failure()
    }
    #[inline]
    fn has_content(&self) -> bool {
        self.as_ref().is_none_or(T::has_content)
    }
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<Client, T: ClientResponse<Client> + ?Sized> ClientResponse<Client> for $pointer {
            forward!(self => **self);
        }
    )*};
}
pointers!(&T &mut T Box<T> Rc<T> Arc<T>);

/// Marks a `Result` whose success is a client's response, with the marker of its error.
#[derive(Debug)]
pub struct ClientSuccess<Client, Marker>(Client, Marker);

/// Marks a `Result` of which only the error is a client's.
#[derive(Debug)]
pub struct ClientFailure<Client>(Client);

macro_rules! results {
    ($([$($generics:tt)*] $marker:ty,)*) => {$(
        /// The return value of a function: an error is a failure.
        impl<$($generics)*> ClientResponse<$marker> for Result<T, E> {
            forward_if_any!(self => self.as_ref().ok());
            fn failure(&self) -> Option<ErrorType> {
                match self {
                    Ok(response) => response.failure(),
                    Err(error) => Some(error.classified(Sealed)),
                }
            }
            fn has_content(&self) -> bool {
                self.as_ref().is_ok_and(T::has_content)
            }
        }
    )*};
}
results! {
    [Client, Marker, T: ClientResponse<Client>, E: AnyError<Marker>] ClientSuccess<Client, Marker>,
    [Client, T: LlmResponse, E: ClientError<Client>] ClientFailure<Client>,
}

/// A client's response as an [`LlmResponse`].
struct Adapted<'a, T: ?Sized, Client>(&'a T, PhantomData<Client>);

#[diagnostic::do_not_recommend]
impl<Client, T: ClientResponse<Client> + ?Sized> LlmResponse for Adapted<'_, T, Client> {
    forward!(self => self.0);
}

/// What a call that is metered by hand ends with: a response, by [`LlmResponse`] or by [`ClientResponse`], or a `Result` of one
/// whose error has an error type.
///
/// It is implemented for both, and for nothing else; the compiler infers `Marker`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not report what the call used, or how it failed",
    label = "neither a response, nor a `Result` of one whose error has an error type",
    note = "implement `agent_metrics::LlmResponse` for the response, or give the call a `TokenUsage` instead of it,",
    note = "derive or implement `agent_metrics::ClassifyError` for the error of a `Result`,",
    note = "or classify it with a function: `run_by(future, agent_metrics::ErrorType::of)`, `end_by(…)`,",
    note = "or add the crate that knows the client whose type it is,",
    note = "or report them one by one: `call.usage(…)`, `call.failed(…)`, and at last `call.end()`"
)]
pub trait Outcome<Marker> {
    #[doc(hidden)]
    fn as_response(&self, _: Sealed) -> impl LlmResponse;
}

#[diagnostic::do_not_recommend]
impl<T: LlmResponse + ?Sized> Outcome<Own> for T {
    #[inline]
    fn as_response(&self, _: Sealed) -> impl LlmResponse {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<Client, T: ClientResponse<Client> + ?Sized> Outcome<ByClient<Client>> for T {
    #[inline]
    fn as_response(&self, _: Sealed) -> impl LlmResponse {
        Adapted(self, PhantomData::<Client>)
    }
}
