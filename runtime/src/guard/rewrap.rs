//! Rewraps a metered LLM stream in the type that its function returns: a boxed stream, or an implementor of [`RewrapStream`].

use super::{
    deferred::{InstrumentedStream, ReportTarget, StreamEnd},
    instrumented::Guard,
    llm_accumulator::LlmAccumulator,
    llm_call::LlmCallGuard,
    llm_handle::{HandleSource, LlmHandle},
};
use futures_core::Stream;
use std::pin::Pin;

/// Rewraps a metered stream in the type that the function returns. `R` reports its items; `Via` is a marker, which keeps the
/// implementations for boxes and for [`RewrapStream`] apart.
#[diagnostic::on_unimplemented(
    message = "a stream of the type `{Self}` can't be metered",
    label = "`#[llm_metered(stream)]` returns another stream around it, which has another type",
    note = "return `impl Stream<…>` or `Pin<Box<dyn Stream<…>>>`, or implement `agent_metrics::RewrapStream` for it"
)]
pub trait RewrapLlmStream<H: HandleSource, R, Via = ()>: Sized {
    /// Meters the stream as the rest of `call`, and returns it as the same type.
    #[must_use]
    fn rewrap_llm_stream(self, call: LlmCallGuard<H>, report: R) -> Self;
}

macro_rules! boxed_streams {
    ($([$($auto:ident)*])*) => {$(
        #[diagnostic::do_not_recommend]
        impl<'a, T: 'a, H, R> RewrapLlmStream<H, R> for Pin<Box<dyn Stream<Item = T> $(+ $auto)* + 'a>>
        where
            H: HandleSource $(+ $auto)* + 'a,
            R: FnMut(&T, ReportTarget<'_, LlmCallGuard<H>>) $(+ $auto)* + 'a,
        {
            fn rewrap_llm_stream(self, call: LlmCallGuard<H>, report: R) -> Self {
                Box::pin(InstrumentedStream::new(self, call, report, LlmCallGuard::finish_stream))
            }
        }
    )*};
}
boxed_streams!([] [Send] [Send Sync]);

/// The marker of a type that implements [`RewrapStream`].
#[derive(Debug)]
pub struct ViaRewrapStream<Via>(Via);

#[diagnostic::do_not_recommend]
impl<S, H, R, Via> RewrapLlmStream<H, R, ViaRewrapStream<Via>> for S
where
    S: RewrapStream<Via> + Send + 'static,
    H: HandleSource + Send + 'static,
    R: FnMut(&S::Item, ReportTarget<'_, LlmCallGuard<H>>) + Send + 'static,
{
    fn rewrap_llm_stream(self, call: LlmCallGuard<H>, report: R) -> Self {
        Self::rewrapped(InstrumentedStream::new(self, call, report, ReportAtEnd(Self::ended)))
    }
}

/// Ends the call with what the items reported, and what [`RewrapStream::ended`] adds at the end.
struct ReportAtEnd<S>(fn(&S, &LlmHandle));

impl<S, H: HandleSource> StreamEnd<S, LlmCallGuard<H>> for ReportAtEnd<S> {
    fn report_at_end(&self, stream: &S, items: &mut LlmAccumulator) {
        let handle = LlmHandle::new();
        (self.0)(stream, &handle);
        items.add_report_of_stream(&handle.reported());
    }

    fn finish(&mut self, call: &mut LlmCallGuard<H>, items: &LlmAccumulator) {
        call.finish_stream(items);
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

    /// Reports to the call what the stream itself knows beyond its items, when it ends, fails or is dropped. Default:
    /// nothing.
    fn ended(&self, _call: &LlmHandle) {}
}
