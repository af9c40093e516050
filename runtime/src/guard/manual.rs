//! Defines `Call`, the guard that users hold themselves, for calls that no attribute can wrap.

use super::{
    defaults::{AmbientContext, ContextSource, Unset},
    llm_call::LlmCallGuard,
    llm_handle::LlmHandle,
};
#[cfg(feature = "registry")]
use super::{
    deferred::{InstrumentedStream, ReportTarget},
    instrumented::instrument,
    llm_accumulator::LlmAccumulator,
    response_report::ResponseReport,
    rewrap::RewrapLlmStream,
};
#[cfg(feature = "registry")]
use crate::{clock::Moment, usage::LlmResponse};
use crate::{
    context::Context,
    error::{ErrorType, client::Sealed},
    label::LabelValue,
    usage::{TokenUsage, client::Outcome},
};
#[cfg(feature = "registry")]
use futures_core::Stream;
use std::future::Future;
#[cfg(feature = "registry")]
use std::pin::pin;

#[doc = include_str!("call.md")]
#[derive(Debug)]
#[must_use = "a call that is dropped at once is a cancelled one"]
pub struct Call(LlmCallGuard<LlmHandle>);

/// Reports an item of a stream of `S`.
#[cfg(feature = "registry")]
type ReportItem<S> = fn(&<S as Stream>::Item, ReportTarget<'_, LlmCallGuard<LlmHandle>>);

/// A stream that a [`Call`] meters: the same items, and one record at its end. With the feature off, the stream itself.
#[cfg(feature = "registry")]
pub type Metered<S> =
    InstrumentedStream<S, LlmCallGuard<LlmHandle>, ReportItem<S>, fn(&mut LlmCallGuard<LlmHandle>, &LlmAccumulator)>;

/// A stream that a [`Call`] meters: with the feature off, the stream itself.
#[cfg(not(feature = "registry"))]
pub type Metered<S> = S;

impl Call {
    /// Begins a call in the ambient context.
    pub fn start(model: impl LabelValue) -> Self {
        Self::builder(model).start()
    }

    /// Begins a call for which more is known than its model.
    ///
    /// ```
    /// use agent_metrics::{Call, Context};
    ///
    /// let context = Context::new("bot-1"); // captured where it was known
    /// let call = Call::builder("claude-sonnet-4-5").provider("anthropic").context(&context).start();
    /// # call.end();
    /// ```
    pub fn builder<M: LabelValue>(model: M) -> CallBuilder<M> {
        CallBuilder::new(model)
    }

    fn begin(
        context: &impl ContextSource,
        model: &impl LabelValue,
        provider: &impl LabelValue,
        is_attempt: bool,
    ) -> Self {
        let handle = LlmHandle::new();
        Self(LlmCallGuard::start(context, &Unset, &Unset, &Unset, model, provider, handle, is_attempt))
    }

    /// What the call has used so far. Of a later report each part that it has replaces what was reported before.
    #[inline]
    pub fn usage(&self, usage: TokenUsage) {
        self.0.handle().usage(usage);
    }

    /// The model that answered: it is the one that is labelled and billed.
    #[inline]
    pub fn answered_by(&self, model: impl AsRef<str>) {
        self.0.handle().answered_by(model);
    }

    /// The first token is here; only the first report of it counts.
    #[inline]
    pub fn first_token(&self) {
        self.0.handle().first_token();
    }

    /// The call failed; it goes on until its end.
    #[inline]
    pub fn failed(&self, error_type: ErrorType) {
        self.0.handle().failed(error_type);
    }

    /// A part of the answer is here, which may say its usage, model and failure.
    ///
    /// For an answer that comes in parts, but not as a `Stream`.
    ///
    /// ```
    /// use agent_metrics::{Call, TokenUsage};
    ///
    /// let events = [None, None, Some(TokenUsage::new().input(12).output(3))];
    /// let call = Call::start("gpt-4o");
    /// for event in events {
    ///     call.item(&event);
    /// }
    /// call.end();
    /// ```
    pub fn item<Via, T: Outcome<Via> + ?Sized>(&self, item: &T) {
        #[cfg(feature = "registry")]
        {
            let item = item.as_response(Sealed);
            let first_token = item.has_content().then(Moment::now);
            self.0.handle().reported().add(ResponseReport::of(&item), first_token);
        }
    }

    /// The call ended.
    #[inline]
    pub fn end(mut self) {
        self.0.end_without_usage(None);
    }

    /// The call ended with this response, or with this `Result` of one.
    pub fn end_with<Via, T: Outcome<Via> + ?Sized>(mut self, response: &T) {
        self.0.end(None, Some(response.as_response(Sealed)));
    }

    /// Runs a future as this call, which ends with it.
    ///
    /// A metered function inside is recognised: the call counts once.
    ///
    /// ```
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// use agent_metrics::{Call, ErrorType, TokenUsage};
    ///
    /// async fn ask() -> Result<TokenUsage, ErrorType> {
    ///     Err(ErrorType::Overloaded)
    /// }
    ///
    /// assert!(Call::start("gpt-4o").run(ask()).await.is_err());
    /// # });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn run<Via, F: Future<Output: Outcome<Via>>>(mut self, future: F) -> F::Output {
        #[cfg(feature = "registry")]
        let response = instrument(&mut self.0, pin!(future)).await;
        #[cfg(not(feature = "registry"))]
        let response = future.await;
        self.end_with(&response);
        response
    }

    /// Meters a stream as the rest of this call: it ends with the stream, at an item that failed, or when the stream is
    /// dropped.
    ///
    /// The items are responses, or `Result`s of one.
    ///
    /// ```
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// use agent_metrics::{Call, ErrorType, TokenUsage};
    /// use futures::{StreamExt, stream};
    ///
    /// let items: Vec<Result<_, ErrorType>> = vec![Ok(TokenUsage::new().input(12)), Ok(TokenUsage::new().output(3))];
    /// let call = Call::start("gpt-4o");
    /// let mut stream = call.stream(stream::iter(items));
    /// while let Some(item) = stream.next().await { /* … */ }
    /// # });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "registry")]
    pub fn stream<Via, S: Stream<Item: Outcome<Via>>>(self, stream: S) -> Metered<S> {
        InstrumentedStream::new(stream, self.0, report_item::<Via, S::Item>, LlmCallGuard::finish)
    }

    /// The same for a stream whose type must stay what it is: a boxed one, or one that
    /// [can be made anew](crate::RewrapStream).
    #[cfg(feature = "registry")]
    pub fn rewrap<Via, By, S>(self, stream: S) -> S
    where
        S: Stream<Item: Outcome<Via>> + RewrapLlmStream<LlmHandle, ReportItem<S>, By>,
    {
        stream.rewrap_llm_stream(self.0, report_item::<Via, S::Item>)
    }
}

/// With the feature off the crate has no dependency that defines `Stream`.
#[cfg(not(feature = "registry"))]
impl Call {
    /// Gives the stream back.
    #[inline]
    pub fn stream<S>(self, stream: S) -> Metered<S> {
        stream
    }

    /// Gives the stream back.
    #[inline]
    pub fn rewrap<S>(self, stream: S) -> S {
        stream
    }
}

#[cfg(feature = "registry")]
fn report_item<Via, T: Outcome<Via>>(item: &T, mut report: ReportTarget<'_, LlmCallGuard<LlmHandle>>) {
    report.end(None, Some(item.as_response(Sealed)));
}

/// Begins a [`Call`] with more than its model: made by [`Call::builder`].
#[derive(Debug)]
#[must_use = "a call begins with `start`"]
pub struct CallBuilder<M, P = Unset, C = AmbientContext> {
    model: M,
    provider: P,
    context: C,
    is_attempt: bool,
}

impl<M: LabelValue> CallBuilder<M> {
    fn new(model: M) -> Self {
        Self { model, provider: Unset, context: AmbientContext, is_attempt: false }
    }
}

impl<M: LabelValue, P: LabelValue, C: ContextSource> CallBuilder<M, P, C> {
    /// Whose model it is. Default: the provider that the model's name says.
    pub fn provider<Q: LabelValue>(self, provider: Q) -> CallBuilder<M, Q, C> {
        CallBuilder { model: self.model, provider, context: self.context, is_attempt: self.is_attempt }
    }

    /// Who acts, captured earlier. Default: the ambient context.
    pub fn context(self, context: &Context) -> CallBuilder<M, P, &Context> {
        CallBuilder { model: self.model, provider: self.provider, context, is_attempt: self.is_attempt }
    }

    /// The call is one attempt of several, at a request that the call around it counts: see the key `attempt` of
    /// [`llm_metered`](crate::llm_metered).
    pub fn attempt(self) -> Self {
        Self { is_attempt: true, ..self }
    }

    /// The call begins now.
    pub fn start(self) -> Call {
        Call::begin(&self.context, &self.model, &self.provider, self.is_attempt)
    }
}
