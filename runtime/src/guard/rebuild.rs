//! Metered streams that are still of the type that the function says it returns.

use super::{
    llm_call::LlmCall,
    llm_handle::{HandleSource, LlmHandle},
    llm_stream::{LlmAccumulator, Metered},
};
use futures_core::Stream;
use std::pin::Pin;

/// Gives a metered stream the type that the function says it returns.
#[diagnostic::on_unimplemented(
    message = "a stream of the type `{Self}` can't be metered",
    label = "`#[llm_metered(stream)]` returns another stream around it, which has another type",
    note = "return `impl Stream<…>` or `Pin<Box<dyn Stream<…>>>`, or implement `agent_metrics::RewrapStream` for it"
)]
pub trait Rebuild<F, Via = ()>: Sized {
    /// The same stream, metered as the rest of `call`.
    #[must_use]
    fn rewrap<H: HandleSource + Send + Sync + 'static>(self, call: LlmCall<H>, observe: F) -> Self;
}

macro_rules! boxed_streams {
    ($([$($auto:ident)*])*) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a, T: 'a, F> Rebuild<F> for Pin<Box<dyn Stream<Item = T> $(+ $auto)* + 'a>>
        where
            F: FnMut(&T, &mut LlmAccumulator) $(+ $auto)* + 'a,
        {
            fn rewrap<H: HandleSource + Send + Sync + 'static>(self, call: LlmCall<H>, observe: F) -> Self {
                Box::pin(Metered::new(self, call, observe))
            }
        }
    )*};
}
boxed_streams!([] [Send] [Send Sync]);

/// The marker of a type that says itself how it is made from a metered stream.
#[derive(Debug)]
pub struct OfRewrapStream<Via>(Via);

#[diagnostic::do_not_recommend]
impl<S, F, Via> Rebuild<F, OfRewrapStream<Via>> for S
where
    S: RewrapStream<Via> + Send + 'static,
    F: FnMut(&S::Item, &mut LlmAccumulator) + Send + 'static,
{
    fn rewrap<H: HandleSource + Send + Sync + 'static>(self, call: LlmCall<H>, observe: F) -> Self {
        Self::rewrapped(Metered::new(self, call, observe).asked_at_its_end(Self::ended))
    }
}

/// A stream type of its own that can be made from any stream of its items, so that `#[llm_metered(stream)]` can give back
/// the type that the function returns.
///
/// `impl Stream` and `Pin<Box<dyn Stream>>` need no such thing. The client crates implement it where the client allows it;
/// `Via` is the marker with which they may. It is there only with the feature on: put the implementation into
/// [`when_enabled!`](crate::when_enabled).
///
/// ```
/// use futures::{Stream, StreamExt, stream::{self, BoxStream}};
/// use std::{pin::Pin, task::{Context, Poll}};
///
/// struct Words {
///     language: String,
///     words: BoxStream<'static, String>,
/// }
///
/// impl Stream for Words {
///     type Item = String;
///     fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<String>> {
///         self.words.poll_next_unpin(task)
///     }
/// }
///
/// agent_metrics::when_enabled! {
///     impl agent_metrics::RewrapStream for Words {
///         fn rewrapped(metered: impl Stream<Item = String> + AsRef<Self> + Send + 'static) -> Self {
///             Words { language: metered.as_ref().language.clone(), words: metered.boxed() }
///         }
///     }
/// }
///
/// #[agent_metrics::llm_metered(stream, model = "gpt-4o", usage = none)]
/// fn words() -> Words {
///     Words { language: "en".into(), words: stream::iter(["one".to_owned()]).boxed() }
/// }
/// # assert_eq!(words().language, "en");
/// ```
#[diagnostic::on_unimplemented(
    message = "a stream of the type `{Self}` can't be metered",
    label = "`#[llm_metered(stream)]` returns another stream around it, which has another type",
    note = "return `impl Stream<…>` or `Pin<Box<dyn Stream<…>>>`, or implement `agent_metrics::RewrapStream` for it"
)]
pub trait RewrapStream<Via = ()>: Stream + Sized {
    /// The same type again, around the metered stream; what else the type holds can be read through `as_ref()`.
    fn rewrapped(metered: impl Stream<Item = Self::Item> + AsRef<Self> + Send + 'static) -> Self;

    /// What the stream itself knows beyond its items when it ends, fails or is dropped: tell it to the call. Default:
    /// nothing.
    fn ended(&self, _call: &LlmHandle) {}
}
