//! Defines `LlmCall`, the guard of an LLM call that users hold themselves.

#[cfg(feature = "registry")]
use super::{
    super::{
        accumulator::StreamAccumulator as _,
        deferred::{InstrumentedStream, ReportTarget},
    },
    metered_stream::Inner,
};
use super::{
    super::{
        defaults::{AmbientContext, ContextSource, Unset},
        llm_call::LlmCallGuard,
        llm_handle::LlmHandle,
    },
    builder::{Given, Label, builder_methods},
    metered_stream::MeteredStream,
    rewrap::Rewrap,
    scope,
};
use crate::{
    context::Context,
    error::{
        ErrorType,
        client::{AnyError, Sealed},
    },
    label::LabelValue,
    usage::{FinishReason, TokenUsage, client::Outcome},
};
use futures_core::Stream;

#[doc = include_str!("llm_call.md")]
#[derive(Debug)]
#[must_use = "a call that is dropped at once is a cancelled one"]
pub struct LlmCall(LlmCallGuard<LlmHandle>);

impl LlmCall {
    /// Begins a call in the ambient context.
    pub fn start(model: impl LabelValue) -> Self {
        Self::begin(&AmbientContext, [&Unset; 3], &model, &Unset, false)
    }

    /// Begins a call for which more is known than its model.
    ///
    /// ```
    /// use agent_metrics::{Context, LlmCall};
    ///
    /// let context = Context::new("bot-1"); // captured where it was known
    /// let call = LlmCall::builder("claude-sonnet-4-5").provider("anthropic").context(&context).start();
    /// # call.end();
    /// ```
    pub fn builder(model: impl LabelValue) -> LlmCallBuilder {
        LlmCallBuilder { given: Given::new(&model), is_attempt: false }
    }

    fn begin(
        context: &impl ContextSource,
        [agent_id, process_type, worker_type]: [&(impl LabelValue + ?Sized); 3],
        model: &(impl LabelValue + ?Sized),
        provider: &(impl LabelValue + ?Sized),
        is_attempt: bool,
    ) -> Self {
        let handle = LlmHandle::new();
        Self(LlmCallGuard::start(context, agent_id, process_type, worker_type, model, provider, handle, is_attempt))
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

    /// The answer is complete: the duration ends here, unless more [items](Self::item) come, and from now on the call is `ok` also
    /// where it, or its stream, is dropped.
    #[inline]
    pub fn finished(&self) {
        self.0.handle().finished();
    }

    /// The answer is complete, and the model stopped for this reason: [`finished`](Self::finished), with a count in
    /// `llm_finish_reasons_total`.
    #[inline]
    pub fn finish_reason(&self, reason: FinishReason) {
        self.0.handle().finish_reason(reason);
    }

    /// The call failed; it goes on until its end.
    #[inline]
    pub fn failed(&self, error_type: ErrorType) {
        self.0.handle().failed(error_type);
    }

    /// A part of the answer is here, which may say its usage, model and failure, and that the answer is complete.
    ///
    /// For an answer that comes in parts, but not as a `Stream`.
    ///
    /// ```
    /// use agent_metrics::{LlmCall, TokenUsage};
    ///
    /// let events = [None, None, Some(TokenUsage::new().input(12).output(3))];
    /// let call = LlmCall::start("gpt-4o");
    /// for event in events {
    ///     call.item(&event);
    /// }
    /// call.end();
    /// ```
    pub fn item<Marker, T: Outcome<Marker> + ?Sized>(&self, item: &T) {
        #[cfg(feature = "registry")]
        {
            let mut reported = self.0.handle().reported();
            reported.item_came();
            reported.item(None, Some(&item.as_response(Sealed)));
        }
    }

    /// Runs a future inside the call, which goes on until its end.
    ///
    /// A metered function inside is recognised: the call counts once.
    pub async fn scope<F: Future>(&mut self, future: F) -> F::Output {
        scope::scope(&mut self.0, future).await
    }

    /// Runs a closure inside the call, which goes on until its end.
    pub fn scope_sync<R>(&mut self, run: impl FnOnce() -> R) -> R {
        scope::scope_sync(&mut self.0, run)
    }

    /// The call ended.
    #[inline]
    pub fn end(mut self) {
        self.0.end_without_usage(None);
    }

    /// The call ended with this response, or with this `Result` of one.
    pub fn end_with<Marker, T: Outcome<Marker> + ?Sized>(mut self, response: &T) {
        self.0.end(None, Some(response.as_response(Sealed)));
    }

    /// As [`end_with`](Self::end_with), for an error of any type, which `classify` gives its error type: [`ErrorType::of`]
    /// searches it.
    pub fn end_by<Marker, T: Outcome<Marker>, E>(
        mut self,
        result: &Result<T, E>,
        classify: impl FnOnce(&E) -> ErrorType,
    ) {
        self.0.end(
            result.as_ref().err().map(classify),
            result.as_ref().ok().map(|response| response.as_response(Sealed)),
        );
    }

    /// The call ended with this error.
    pub fn fail_with<Marker, E: AnyError<Marker> + ?Sized>(mut self, error: &E) {
        self.0.end_without_usage(Some(error.classified(Sealed)));
    }

    /// Runs a closure inside the call, which ends with its response, or with its `Result` of one. For an error that does not
    /// classify itself there are [`scope_sync`](Self::scope_sync) and [`end_by`](Self::end_by).
    ///
    /// ```
    /// use agent_metrics::{LlmCall, TokenUsage};
    ///
    /// let usage = LlmCall::start("gpt-4o").run_sync(|| TokenUsage::new().input(12).output(3));
    /// assert_eq!(usage.total_tokens(), 15);
    /// ```
    pub fn run_sync<Marker, R: Outcome<Marker>>(mut self, run: impl FnOnce() -> R) -> R {
        let response = self.scope_sync(run);
        self.end_with(&response);
        response
    }

    /// Runs a future inside the call, which ends with its response, or with its `Result` of one.
    ///
    /// The error is one with [`ClassifyError`](crate::ClassifyError), as an `io::Error` and a `Box<dyn Error>` have it, or one
    /// of a client whose crate is there. Any other error goes with [`run_by`](Self::run_by).
    ///
    /// ```
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// use agent_metrics::{ErrorType, LlmCall, TokenUsage};
    ///
    /// async fn ask() -> Result<TokenUsage, ErrorType> {
    ///     Err(ErrorType::Overloaded)
    /// }
    ///
    /// assert!(LlmCall::start("gpt-4o").run(ask()).await.is_err());
    /// # });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn run<Marker, F: Future<Output: Outcome<Marker>>>(mut self, future: F) -> F::Output {
        let response = self.scope(future).await;
        self.end_with(&response);
        response
    }

    /// As [`run`](Self::run), for an error of any type, which `classify` gives its error type: [`ErrorType::of`] searches it.
    ///
    /// ```
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// use agent_metrics::{ErrorType, LlmCall, TokenUsage};
    /// use std::num::ParseIntError;
    ///
    /// async fn ask() -> Result<TokenUsage, ParseIntError> {
    ///     Ok(TokenUsage::new().input("12".parse::<u64>()?))
    /// }
    ///
    /// assert!(LlmCall::start("gpt-4o").run_by(ask(), ErrorType::of).await.is_ok());
    /// assert!(LlmCall::start("gpt-4o").run_by(ask(), |_| ErrorType::InvalidRequest).await.is_ok());
    /// # });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the future.
    pub async fn run_by<Marker, T: Outcome<Marker>, E>(
        mut self,
        future: impl Future<Output = Result<T, E>>,
        classify: impl FnOnce(&E) -> ErrorType,
    ) -> Result<T, E> {
        let result = self.scope(future).await;
        self.end_by(&result, classify);
        result
    }

    /// Meters a stream as the rest of this call: it ends with the stream, at an item that failed, or when the stream is
    /// dropped. Dropped before an item has [said that the answer is complete](crate::LlmResponse::is_end), it is `cancelled`;
    /// where that is a normal end, say [`finished`](Self::finished) beforehand.
    ///
    /// The items are responses, or `Result`s of one.
    ///
    /// ```
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// use agent_metrics::{LlmCall, ErrorType, TokenUsage};
    /// use futures::{StreamExt, stream};
    ///
    /// let items: Vec<Result<_, ErrorType>> = vec![Ok(TokenUsage::new().input(12)), Ok(TokenUsage::new().output(3))];
    /// let call = LlmCall::start("gpt-4o");
    /// let mut stream = call.stream(stream::iter(items));
    /// while let Some(item) = stream.next().await { /* … */ }
    /// # });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn stream<Marker, S: Stream<Item: Outcome<Marker>>>(self, stream: S) -> MeteredStream<S> {
        #[cfg(feature = "registry")]
        let stream: Inner<S> =
            InstrumentedStream::new(stream, self.0, report_item::<Marker, S::Item>, LlmCallGuard::finish);
        MeteredStream::new(stream)
    }

    /// The same for a stream whose type must stay what it is: a boxed one, or one that
    /// [can be made anew](crate::RewrapStream).
    pub fn rewrap<Marker, StreamMarker, S: Stream<Item: Outcome<Marker>> + Rewrap<StreamMarker>>(self, stream: S) -> S {
        #[cfg(feature = "registry")]
        {
            stream.rewrap(self.0, report_item::<Marker, S::Item>)
        }
        #[cfg(not(feature = "registry"))]
        stream
    }
}

#[cfg(feature = "registry")]
fn report_item<Marker, T: Outcome<Marker>>(item: &T, mut report: ReportTarget<'_, LlmCallGuard<LlmHandle>>) {
    report.end(None, Some(item.as_response(Sealed)));
}

/// Begins an [`LlmCall`] with more than its model: made by [`LlmCall::builder`].
#[derive(Debug)]
#[must_use = "a call begins with `start`"]
pub struct LlmCallBuilder {
    given: Given,
    is_attempt: bool,
}

builder_methods!(LlmCallBuilder, process_type);

impl LlmCallBuilder {
    /// The provider whose model it is. Default: the one that the model's name says.
    pub fn provider(mut self, provider: impl LabelValue) -> Self {
        self.given.set(Label::Provider, &provider);
        self
    }

    /// The call is one attempt of several, at a request that the call around it counts: see the key `attempt` of
    /// [`llm_metered`](crate::llm_metered).
    pub fn attempt(self) -> Self {
        Self { is_attempt: true, ..self }
    }

    /// The call begins now.
    pub fn start(self) -> LlmCall {
        let given = &self.given;
        let labels = [Label::AgentId, Label::ProcessType, Label::WorkerType].map(|label| given.text(label));
        LlmCall::begin(given, labels, given.text(Label::Name), given.text(Label::Provider), self.is_attempt)
    }
}
