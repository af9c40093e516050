//! Rewraps a metered LLM stream in the type that its function returns: a boxed stream, or an implementor of [`RewrapStream`].

use super::{
    deferred::{InstrumentedStream, ReportTarget, StreamEnd},
    instrumented::Guard,
    llm_accumulator::LlmAccumulator,
    llm_call::LlmCallGuard,
    llm_handle::{HandleSource, LlmHandle},
    rewrap_stream::RewrapStream,
};
use futures_core::Stream;
use std::pin::Pin;

/// Rewraps a metered stream in the type that the function returns. `R` reports its items; `Marker` is a marker, which keeps the
/// implementations for boxes and for [`RewrapStream`] apart.
#[diagnostic::on_unimplemented(
    message = "a stream of the type `{Self}` can't be metered and stay of that type",
    label = "what meters it is another stream around it, which has another type",
    note = "return `impl Stream<…>` or `Pin<Box<dyn Stream<…>>>`, or implement `agent_metrics::RewrapStream` for it"
)]
pub trait RewrapLlmStream<H: HandleSource, R, Marker = ()>: Sized {
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
boxed_streams!([] [Send] [Sync] [Send Sync]);

/// The marker of a type that implements [`RewrapStream`].
#[derive(Debug)]
pub struct ViaRewrapStream<Marker>(Marker);

#[diagnostic::do_not_recommend]
impl<S, H, R, Marker> RewrapLlmStream<H, R, ViaRewrapStream<Marker>> for S
where
    S: RewrapStream<Marker> + Send + 'static,
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
