//! Defines `Rewrap`, the streams that `LlmCall::rewrap` meters without changing their type.

#[cfg(feature = "registry")]
use super::{
    super::{llm_call::LlmCallGuard, llm_handle::LlmHandle, rewrap::RewrapLlmStream},
    metered_stream::ReportItem,
};
use crate::guard::RewrapStream;
use futures_core::Stream;
use std::pin::Pin;

/// A stream that [`LlmCall::rewrap`](crate::LlmCall::rewrap) can give back as the same type: a boxed one, or an implementor of
/// [`RewrapStream`].
///
/// `Marker` keeps the two apart; it is inferred. The trait can't be implemented elsewhere.
#[diagnostic::on_unimplemented(
    message = "a stream of the type `{Self}` can't be metered and stay of that type",
    label = "what meters it is another stream around it, which has another type",
    note = "return `impl Stream<…>` or `Pin<Box<dyn Stream<…>>>`, or implement `agent_metrics::RewrapStream` for it,",
    note = "or, for a call by hand, use `LlmCall::stream`, which returns a `MeteredStream<{Self}>`"
)]
pub trait Rewrap<Marker>: Stream + Sized + sealed::Sealed<Marker> {
    #[cfg(feature = "registry")]
    #[doc(hidden)]
    #[must_use]
    fn rewrap(self, call: LlmCallGuard<LlmHandle>, report: ReportItem<Self>) -> Self;
}

mod sealed {
    pub trait Sealed<Marker> {}
}

/// The marker of boxed streams.
#[derive(Debug)]
pub struct Boxed;

/// The marker of implementors of [`RewrapStream`].
#[derive(Debug)]
pub struct Rewrapped<Marker>(Marker);

macro_rules! boxed_streams {
    ($([$($auto:ident)*])*) => {$(
        impl<'a, T: 'a> sealed::Sealed<Boxed> for Pin<Box<dyn Stream<Item = T> $(+ $auto)* + 'a>> {}

        #[diagnostic::do_not_recommend]
        impl<'a, T: 'a> Rewrap<Boxed> for Pin<Box<dyn Stream<Item = T> $(+ $auto)* + 'a>> {
            #[cfg(feature = "registry")]
            fn rewrap(self, call: LlmCallGuard<LlmHandle>, report: ReportItem<Self>) -> Self {
                self.rewrap_llm_stream(call, report)
            }
        }
    )*};
}
boxed_streams!([] [Send] [Sync] [Send Sync]);

impl<Marker, S: RewrapStream<Marker> + Send + 'static> sealed::Sealed<Rewrapped<Marker>> for S {}

#[diagnostic::do_not_recommend]
impl<Marker, S: RewrapStream<Marker> + Send + 'static> Rewrap<Rewrapped<Marker>> for S {
    #[cfg(feature = "registry")]
    fn rewrap(self, call: LlmCallGuard<LlmHandle>, report: ReportItem<Self>) -> Self {
        self.rewrap_llm_stream(call, report)
    }
}
