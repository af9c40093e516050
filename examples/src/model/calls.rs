//! Sends requests to the LLM. Each call is metered where it is made: one call is one HTTP request.

use super::{Api, ModelError, Prompt};
use agent_metrics::llm_metered;
use async_openai::{
    Client,
    config::OpenAIConfig,
    middleware::ReqwestService,
    types::chat::{CreateChatCompletionRequest, CreateChatCompletionResponse, CreateChatCompletionStreamResponse},
};
use futures::{Stream, StreamExt as _, TryStreamExt as _};
use std::{
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
};

/// A model at a provider.
#[derive(Debug)]
pub(crate) struct Model {
    client: Client<OpenAIConfig>,
    name: String,
    /// The number of calls that were made, which the report compares with the metrics and the provider.
    calls: AtomicU64,
}

impl Model {
    pub(crate) fn new(api: &Api, name: &str) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder();
        let http = if api.is_local() { http.no_proxy() } else { http };
        // The client would retry a failed request by itself, and the metrics would see one call. This agent retries in
        // `retry`, so that each attempt is a call with its own duration and error.
        let client = Client::with_config(api.config()).with_http_service(ReqwestService::new(http.build()?));
        Ok(Self { client, name: name.to_owned(), calls: AtomicU64::new(0) })
    }

    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Requests the whole answer at once.
    #[llm_metered(model = self.name, usage = openai)]
    async fn complete(&self, request: CreateChatCompletionRequest) -> Result<CreateChatCompletionResponse, ModelError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Ok(self.client.chat().create(request).await?)
    }

    /// Requests the answer as a stream, whose last chunk reports the usage.
    #[llm_metered(stream, model = self.name, usage = openai)]
    async fn stream(
        &self,
        request: CreateChatCompletionRequest,
    ) -> Result<impl Stream<Item = Result<CreateChatCompletionStreamResponse, ModelError>> + use<>, ModelError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let pieces = self.client.chat().create_stream(request).await?;
        Ok(pieces.map_err(ModelError::from))
    }

    pub(super) async fn complete_text(&self, prompt: &Prompt) -> Result<String, ModelError> {
        let response = self.complete(prompt.request(&self.name)).await?;
        let choice = response.choices.into_iter().next();
        choice.and_then(|choice| choice.message.content).ok_or(ModelError::NoText)
    }

    pub(super) async fn stream_text(&self, prompt: &Prompt) -> Result<String, ModelError> {
        let mut pieces = pin!(self.stream(prompt.streamed_request(&self.name)).await?);
        let mut text = String::new();
        // The stream is read to its end, because the usage comes after the last word.
        while let Some(piece) = pieces.next().await {
            text.extend(piece?.choices.into_iter().filter_map(|choice| choice.delta.content));
        }
        if text.is_empty() { Err(ModelError::NoText) } else { Ok(text) }
    }
}
