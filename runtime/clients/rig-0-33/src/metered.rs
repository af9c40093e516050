//! Wraps a completion model so that each of its calls is metered.

use agent_metrics::llm_metered;
use rig::{
    completion::{CompletionError, CompletionModel, CompletionRequest, CompletionResponse},
    streaming::StreamingCompletionResponse,
};

/// Meters every call of a [`CompletionModel`], streamed or not. It is a model itself, so that any agent can use it.
///
/// A call belongs to the ambient context, as `#[process_metric]` or [`Context::scope`](agent_metrics::Context::scope)
/// set it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use agent_metrics_rig_0_33::Metered;
/// use rig::{agent::AgentBuilder, client::CompletionClient, providers::openai};
///
/// let client = openai::Client::new("key")?;
/// let model = Metered::new(client.completion_model("gpt-4o"), "gpt-4o").provider("openai");
/// let agent = AgentBuilder::new(model).preamble("Be brief.").build();
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Metered<M> {
    inner: M,
    model: String,
    provider: String,
}

impl<M> Metered<M> {
    /// Meters `inner`. rig's models do not expose their name, so it is an argument; a request that names another model
    /// counts as that one.
    pub fn new(inner: M, model: impl Into<String>) -> Self {
        Self { inner, model: model.into(), provider: String::new() }
    }

    /// Sets the provider, which decides the price. Default: the price book infers it from the model's name.
    #[must_use]
    pub fn provider(self, provider: impl Into<String>) -> Self {
        Self { provider: provider.into(), ..self }
    }

    /// Returns the model that is metered.
    pub fn inner(&self) -> &M {
        &self.inner
    }

    fn requested_model<'a>(&'a self, request: &'a CompletionRequest) -> &'a str {
        request.model.as_deref().unwrap_or(&self.model)
    }
}

impl<M> CompletionModel for Metered<M>
where
    M: CompletionModel<Response: 'static, StreamingResponse: 'static>,
{
    type Response = M::Response;
    type StreamingResponse = M::StreamingResponse;
    type Client = M::Client;

    fn make(client: &Self::Client, model: impl Into<String>) -> Self {
        let model = model.into();
        Self::new(M::make(client, model.clone()), model)
    }

    #[llm_metered(model = self.requested_model(&request), provider = self.provider)]
    async fn completion(
        &self,
        request: CompletionRequest,
    ) -> Result<CompletionResponse<Self::Response>, CompletionError> {
        self.inner.completion(request).await
    }

    #[llm_metered(stream, model = self.requested_model(&request), provider = self.provider)]
    async fn stream(
        &self,
        request: CompletionRequest,
    ) -> Result<StreamingCompletionResponse<Self::StreamingResponse>, CompletionError> {
        self.inner.stream(request).await
    }
}
