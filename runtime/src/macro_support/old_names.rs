//! Names that expansions still use. When none does, this file goes, and its two mentions in [`exports`](super::exports).

#[cfg(not(feature = "registry"))]
pub use super::output_probe::OutputProbe as OffValue;
pub use super::result_probe::ResultProbe as SplitValue;
pub use crate::guard::defaults::Unset as Absent;
#[cfg(feature = "registry")]
pub use {
    super::deferral::DeferredProbe as Ongoing,
    crate::guard::{
        deferred::{MeteredStream as MeteredRest, item_reporter as item_teller},
        instrumented::{in_scope as call_within, instrument as poll_within},
    },
    streams::{Continue, Metered, Rewrap, StreamValue, observer},
};

use crate::{
    error::ErrorType,
    guard::{llm_call::LlmCall, llm_handle::HandleSource, observation::Observation},
};

/// `Observation`.
pub type Answer<'a> = Observation<&'a str>;

impl<H: HandleSource> LlmCall<H> {
    /// `end_without_usage`.
    pub fn end_untold(&mut self, failed: Option<ErrorType>) {
        self.end_without_usage(failed);
    }
}

/// `#[llm_metered(stream)]`, before it had the stack of the other attributes.
#[cfg(feature = "registry")]
pub(super) mod streams {
    use crate::{
        error::ErrorType,
        guard::{
            deferred::{IsStream, MeteredStream, Report, WrapDeferred},
            llm_accumulator::LlmAccumulator,
            llm_call::LlmCall,
            llm_handle::HandleSource,
            rebuild::Rebuild,
        },
        usage::LlmResponse,
    };

    impl<H: HandleSource> Report<'_, LlmCall<H>> {
        /// `end_without_usage`.
        pub fn end_untold(&mut self, failed: Option<ErrorType>) {
            self.end_without_usage(failed);
        }
    }

    impl LlmAccumulator {
        /// `Report::end_with`.
        pub fn item_with<'v, Via, T: ?Sized, R: LlmResponse<Via>>(
            &mut self,
            failed: Option<ErrorType>,
            item: Option<&'v T>,
            usage: impl FnOnce(&'v T) -> R,
        ) {
            let response = item.map(usage);
            self.item(failed, response.as_ref());
        }

        /// `Report::end_without_usage`.
        pub fn item_untold(&mut self, failed: Option<ErrorType>) {
            self.item_without_usage(failed);
        }
    }

    /// `item_reporter`.
    pub fn observer<S: IsStream, H: HandleSource, F: FnMut(&S::Item, &mut LlmAccumulator)>(
        _: &S,
        mut observe: F,
    ) -> impl FnMut(&S::Item, Report<'_, LlmCall<H>>) + use<S, H, F> {
        move |item: &S::Item, report: Report<'_, LlmCall<H>>| {
            if let Report::Item(items) = report {
                observe(item, items);
            }
        }
    }

    /// `WrapDeferred`.
    #[derive(Debug)]
    pub struct Continue;

    impl Continue {
        /// `WrapDeferred::wrap_deferred`.
        #[must_use]
        pub fn continued<T: WrapDeferred<G, R, E>, G, R, E>(
            deferred: T,
            guard: G,
            failed: impl FnOnce(&T) -> Option<ErrorType>,
            report: R,
            end: E,
        ) -> T {
            deferred.wrap_deferred(guard, failed, report, end)
        }
    }

    /// `MeteredStream`.
    #[derive(Debug)]
    pub struct Metered;

    impl Metered {
        /// `MeteredStream::new`.
        #[allow(clippy::type_complexity)] // it goes
        #[allow(clippy::new_ret_no_self)]
        pub fn new<S: IsStream, H: HandleSource, R: FnMut(&S::Item, Report<'_, LlmCall<H>>)>(
            stream: S,
            call: LlmCall<H>,
            report: R,
        ) -> MeteredStream<S, LlmCall<H>, R, fn(&mut LlmCall<H>, &LlmAccumulator)> {
            MeteredStream::new(stream, call, report, LlmCall::finish)
        }
    }

    /// `Rebuild`.
    #[derive(Debug)]
    pub struct Rewrap;

    impl Rewrap {
        /// `Rebuild::rebuild`.
        pub fn rewrap<S: Rebuild<H, R, Via>, H: HandleSource, R, Via>(stream: S, call: LlmCall<H>, report: R) -> S {
            stream.rebuild(call, report)
        }
    }

    /// `DeferredProbe`.
    #[derive(Debug)]
    pub struct StreamValue<T>(pub T);

    impl<S, E> StreamValue<Result<S, E>> {
        /// `DeferredProbe::meter`.
        ///
        /// # Errors
        ///
        /// The function's own.
        pub fn meter<H: HandleSource, W>(
            self,
            mut call: LlmCall<H>,
            failed: Option<ErrorType>,
            wrap: impl FnOnce(S, LlmCall<H>) -> W,
        ) -> Result<W, E> {
            match self.0 {
                Ok(stream) => Ok(wrap(stream, call)),
                Err(error) => {
                    call.end_without_usage(failed);
                    Err(error)
                }
            }
        }
    }

    /// `DeferredValue`.
    pub trait StreamItself {
        /// The stream.
        type Stream;
        /// `DeferredValue::meter`.
        fn meter<H: HandleSource, W>(
            self,
            call: LlmCall<H>,
            failed: Option<ErrorType>,
            wrap: impl FnOnce(Self::Stream, LlmCall<H>) -> W,
        ) -> W;
    }

    impl<S> StreamItself for StreamValue<S> {
        type Stream = S;
        fn meter<H: HandleSource, W>(
            self,
            call: LlmCall<H>,
            _: Option<ErrorType>,
            wrap: impl FnOnce(S, LlmCall<H>) -> W,
        ) -> W {
            wrap(self.0, call)
        }
    }
}
