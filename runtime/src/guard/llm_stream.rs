//! LLM calls that answer with a stream: metered until the stream ends, fails, or is dropped.

use super::{
    instrumented::{Guard, in_scope},
    llm_call::LlmCall,
    llm_handle::{HandleSource, LlmHandle, NoHandle, Noted, Told},
    notes::{Report, StreamAccumulator},
};
use crate::{ErrorType, LlmResponse, clock::Moment};
use futures_core::Stream;
use pin_project_lite::pin_project;
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

/// What the items of a stream have told so far. The last one wins.
#[derive(Debug, Default)]
pub struct LlmAccumulator {
    noted: Noted,
    /// An item was an error: nothing of the answer follows.
    broken: bool,
    /// The last item was no part of the answer.
    beside: bool,
}

impl LlmAccumulator {
    /// Asks an item.
    pub fn item<Via, T: LlmResponse<Via> + ?Sized>(&mut self, failed: Option<ErrorType>, item: Option<&T>) {
        self.beside = !item.is_some_and(LlmResponse::has_content);
        // Most items tell nothing: then nothing is written.
        let told = item.map(|item| (item.usage(), item.model(), item.failure()));
        let (usage, model, failure) = told.unwrap_or_default();
        if let Some(usage) = usage {
            self.noted.tell_usage(usage);
        }
        if let Some(model) = model {
            self.noted.tell_model(model);
        }
        if failed.is_some() || failure.is_some() {
            self.noted.failed = failed.or(failure);
            self.broken |= failed.is_some();
        }
    }

    /// Asks what a closure makes of an item.
    pub fn item_with<'v, Via, T: ?Sized, A: LlmResponse<Via>>(
        &mut self,
        failed: Option<ErrorType>,
        item: Option<&'v T>,
        usage: impl FnOnce(&'v T) -> A,
    ) {
        let answer = item.map(usage);
        self.item(failed, answer.as_ref());
    }

    /// Items tell nothing but their failure.
    pub fn item_untold(&mut self, failed: Option<ErrorType>) {
        self.noted.failed = failed.or(self.noted.failed);
        self.broken |= failed.is_some();
    }

    /// Takes what the stream itself tells; how it failed the items know better.
    fn end<S>(&mut self, ended: Option<fn(&S, &LlmHandle)>, stream: &S) {
        if let Some(ended) = ended {
            let handle = LlmHandle::new();
            ended(stream, &handle);
            let failed = self.noted.failed;
            self.noted.tell(handle.noted().as_told());
            self.noted.failed = failed.or(self.noted.failed);
        }
    }

    /// Why the call failed that is dropped before its end: the items may have told by then.
    fn failed_or_aborted(&self, reason: ErrorType) -> ErrorType {
        self.noted.failed.filter(|_| reason == ErrorType::Cancelled).unwrap_or(reason)
    }
}

impl StreamAccumulator for LlmAccumulator {
    fn came(&mut self) {
        if self.noted.failed.is_none() && !self.beside {
            self.noted.first_token.get_or_insert_with(Moment::now);
        }
    }
    // A failure that the answer itself tells, such as a filter's, does not end it: its usage may follow.
    fn failed(&self) -> Option<ErrorType> {
        self.noted.failed.filter(|_| self.broken)
    }
    fn fail(&mut self, failed: ErrorType) {
        self.noted.failed = Some(self.failed_or_aborted(failed));
    }
}

impl<H: HandleSource> Report<'_, LlmCall<H>> {
    /// The success, or the item, is asked for the usage.
    pub fn end<Via, T: LlmResponse<Via> + ?Sized>(&mut self, failed: Option<ErrorType>, success: Option<&T>) {
        match self {
            Self::Whole(call) => call.end(failed, success),
            Self::Item(seen) => seen.item(failed, success),
        }
    }

    /// A closure says where the usage is in it.
    pub fn end_with<'v, Via, T: ?Sized, A: LlmResponse<Via>>(
        &mut self,
        failed: Option<ErrorType>,
        success: Option<&'v T>,
        usage: impl FnOnce(&'v T) -> A,
    ) {
        let answer = success.map(usage);
        self.end(failed, answer.as_ref());
    }

    /// It tells nothing but its failure.
    pub fn end_without_usage(&mut self, failed: Option<ErrorType>) {
        match self {
            Self::Whole(call) => call.end_without_usage(failed),
            Self::Item(seen) => seen.item_untold(failed),
        }
    }
}

impl<H: HandleSource> LlmCall<H> {
    /// The stream ended.
    pub fn finish(&mut self, seen: &LlmAccumulator) {
        self.record(&seen.noted.as_told());
    }
}

pin_project! {
    /// A stream of an LLM's answer, metered: the same items, and one record at its end, at an error item, or when it is
    /// dropped (`cancelled`, with the tokens known so far).
    ///
    /// `#[llm_metered(stream)]` on a function that returns `impl Stream` returns this.
    #[must_use = "streams do nothing unless polled"]
    pub struct Metered<S, F, H: HandleSource = NoHandle> {
        #[pin]
        stream: S,
        call: LlmCall<H>,
        seen: LlmAccumulator,
        observe: F,
        // What the stream itself knows at its end.
        ended: Option<fn(&S, &LlmHandle)>,
    }

    impl<S, F, H: HandleSource> PinnedDrop for Metered<S, F, H> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            if let Some(reason) = this.call.abort_reason() {
                this.seen.end(*this.ended, &this.stream);
                this.call.record(&Told { failed: Some(this.seen.failed_or_aborted(reason)), ..this.seen.noted.as_told() });
            }
        }
    }
}

impl<S, F, H: HandleSource> Metered<S, F, H> {
    /// Meters `stream` as the rest of `call`.
    pub fn new(stream: S, call: LlmCall<H>, observe: F) -> Self {
        Self { stream, call, seen: LlmAccumulator::default(), observe, ended: None }
    }

    /// The stream is asked, too, when it ends, fails or is dropped.
    pub(super) fn asked_at_its_end(mut self, ended: fn(&S, &LlmHandle)) -> Self {
        self.ended = Some(ended);
        self
    }
}

/// The stream that is metered.
impl<S, F, H: HandleSource> AsRef<S> for Metered<S, F, H> {
    fn as_ref(&self) -> &S {
        &self.stream
    }
}

impl<S: fmt::Debug, F, H: HandleSource> fmt::Debug for Metered<S, F, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metered").field("stream", &self.stream).field("seen", &self.seen).finish_non_exhaustive()
    }
}

impl<S: Stream, F: FnMut(&S::Item, &mut LlmAccumulator), H: HandleSource> Stream for Metered<S, F, H> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let mut stream = this.stream;
        let polled = in_scope(this.call, || stream.as_mut().poll_next(task));
        match &polled {
            Poll::Pending => {}
            Poll::Ready(None) => {
                this.seen.end(*this.ended, &stream);
                this.call.record(&this.seen.noted.as_told());
            }
            Poll::Ready(Some(item)) => {
                (this.observe)(item, this.seen);
                this.seen.came();
                if this.seen.failed().is_some() {
                    this.seen.end(*this.ended, &stream);
                    this.call.record(&this.seen.noted.as_told());
                }
            }
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

/// What `#[llm_metered(stream)]` can meter.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no stream",
    label = "`#[llm_metered(stream)]` is for functions that return a `Stream`",
    note = "leave `stream` out if the function returns the whole response"
)]
pub trait IsStream {
    /// What the stream yields.
    type Item;
}

#[diagnostic::do_not_recommend]
impl<S: Stream> IsStream for S {
    type Item = S::Item;
}

/// Tells the compiler the type of a closure's parameter: the item of a stream.
pub fn observer<S: IsStream, F: FnMut(&S::Item, &mut LlmAccumulator)>(_stream: &S, observe: F) -> F {
    observe
}

/// What the function returned: a stream, or a `Result` of one.
///
/// The method of the `Result` is its own, the other one a trait's: look-up prefers the former, through any alias.
#[derive(Debug)]
pub struct StreamValue<T>(pub T);

impl<S, E> StreamValue<Result<S, E>> {
    /// Wraps the stream, or ends the call.
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

/// The function returned the stream itself.
pub trait StreamItself {
    /// The stream.
    type Stream;
    /// Wraps it.
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
