//! The guard that a user holds, for what no attribute can wrap.

use super::{
    call_builder::CallBuilder,
    defaults::{ContextSource, Unset},
    instrumented::instrument,
    llm_call::LlmCall,
    llm_handle::{LlmHandle, Told},
    llm_stream::{self, LlmAccumulator},
    rebuild::Rebuild,
};
use crate::{ErrorType, LabelValue, LlmResponse, TokenUsage, clock::Moment};
use futures_core::Stream;
use std::{future::Future, pin::pin};

#[doc = include_str!("call.md")]
#[derive(Debug)]
#[must_use = "a call that is dropped at once is a cancelled one"]
pub struct Call(LlmCall<LlmHandle>);

/// Looks at an item of a stream of `S`.
type ObserveItem<S> = fn(&<S as Stream>::Item, &mut LlmAccumulator);

/// A stream that a [`Call`] meters: the same items, and one record at its end. With the feature off, the stream itself.
pub type Metered<S> = llm_stream::Metered<S, ObserveItem<S>, LlmHandle>;

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

    pub(in crate::guard) fn begin(
        context: &impl ContextSource,
        model: &impl LabelValue,
        provider: &impl LabelValue,
        is_attempt: bool,
    ) -> Self {
        let handle = LlmHandle::new();
        Self(LlmCall::start(context, &Unset, &Unset, &Unset, model, provider, handle, is_attempt))
    }

    /// What the call used so far; told again, the parts that are told anew replace what they were.
    pub fn usage(&self, usage: TokenUsage) {
        self.0.handle().usage(usage);
    }

    /// The model that answered: it is the one that is labelled and billed.
    pub fn answered_by(&self, model: impl AsRef<str>) {
        self.0.handle().answered_by(model);
    }

    /// The first token is here; only the first time counts.
    pub fn first_token(&self) {
        self.0.handle().first_token();
    }

    /// The call failed; it goes on until its end.
    pub fn failed(&self, error_type: ErrorType) {
        self.0.handle().failed(error_type);
    }

    /// A part of the answer is here: it is asked for its usage, model and failure.
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
    pub fn item<Via, T: LlmResponse<Via> + ?Sized>(&self, item: &T) {
        let first_token = item.has_content().then(Moment::now);
        self.0.handle().noted().tell(Told { first_token, ..Told::by(item) });
    }

    /// The call ended.
    pub fn end(mut self) {
        self.0.end_without_usage(None);
    }

    /// The call ended with this response, or with this `Result` of one.
    pub fn end_with<Via, T: LlmResponse<Via> + ?Sized>(mut self, response: &T) {
        self.0.end(None, Some(response));
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
    pub async fn run<Via, F: Future<Output: LlmResponse<Via>>>(mut self, future: F) -> F::Output {
        let response = instrument(&mut self.0, pin!(future)).await;
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
    pub fn stream<Via, S: Stream<Item: LlmResponse<Via>>>(self, stream: S) -> Metered<S> {
        Metered::new(stream, self.0, observe_item::<Via, S::Item>)
    }

    /// The same for a stream whose type must stay what it is: a boxed one, or one that
    /// [can be made anew](crate::RewrapStream).
    pub fn rewrap<Via, By, S>(self, stream: S) -> S
    where
        S: Stream<Item: LlmResponse<Via>> + Rebuild<ObserveItem<S>, By>,
    {
        stream.rewrap(self.0, observe_item::<Via, S::Item>)
    }
}

fn observe_item<Via, T: LlmResponse<Via>>(item: &T, seen: &mut LlmAccumulator) {
    seen.item(None, Some(item));
}
