//! Runs rig's OpenAI client over HTTP against a stub of the provider.

use agent_metrics::{Context, ErrorType, LlmCall, client::ClientResponse, llm_metered, testing::Recorder};
use agent_metrics_client_stub::{
    ANSWERS, BILLED, Expected, MISSING, NO_USAGE, SERVED, Stub, Truncation, truncated_server,
};
use agent_metrics_rig_0_33::Metered;
use futures::StreamExt;
use rig::{
    agent::{AgentBuilder, PromptResponse},
    client::CompletionClient,
    completion::{CompletionError, CompletionModel, CompletionRequest, CompletionResponse, Prompt, PromptError},
    providers::{openai, openrouter},
    streaming::{StreamingCompletionResponse, StreamingPrompt},
};

type Model = openai::completion::CompletionModel;
type Raw = <Model as CompletionModel>::Response;
type StreamedRaw = <Model as CompletionModel>::StreamingResponse;

fn bare(url: &str, model: &str) -> Model {
    let client = openai::Client::builder().api_key("key").base_url(format!("{url}/v1")).build().unwrap();
    client.completions_api().completion_model(model)
}

fn metered(url: &str, model: &str) -> Metered<Model> {
    Metered::new(bare(url, model), model).provider("openai")
}

/// Makes one completion through an agent and returns what was recorded.
async fn completed(url: &str, model: &str) -> Recorder {
    let recorder = Recorder::new();
    let agent = AgentBuilder::new(metered(url, model)).build();
    let _ = recorder.scope(Context::new("bot-1").scope(async { agent.prompt("Hello?").await })).await;
    recorder
}

/// Reads one stream to its end and returns what was recorded.
async fn streamed(url: &str, model: &str) -> Recorder {
    let recorder = Recorder::new();
    let agent = AgentBuilder::new(metered(url, model)).build();
    let read = async { agent.stream_prompt("Hello?").await.collect::<Vec<_>>().await };
    let _ = recorder.scope(Context::new("bot-1").scope(read)).await;
    recorder
}

/// The call as rig reports it: it keeps only some of OpenAI's counts.
fn expected(model: &str) -> Expected<'_> {
    Expected::of(model).without_reasoning()
}

#[tokio::test]
async fn an_agent_with_a_metered_model() {
    let stub = Stub::start().await;
    expected(SERVED).assert(&completed(&stub.url(), ANSWERS).await);
}

#[tokio::test]
async fn an_agent_that_streams() {
    let stub = Stub::start().await;
    // rig does not keep the model that answered a streamed call.
    expected(ANSWERS).streamed().assert(&streamed(&stub.url(), ANSWERS).await);
}

#[tokio::test]
async fn no_usage() {
    let stub = Stub::start().await;
    expected(SERVED).without_usage().assert(&completed(&stub.url(), NO_USAGE).await);
    expected(ANSWERS).streamed().without_usage().assert(&{
        let recorder = Recorder::new();
        let model = Metered::new(bare(&stub.url(), NO_USAGE), ANSWERS);
        let request = model.completion_request("Hello?").build();
        recorder.scope(model.stream(request)).await.unwrap().collect::<Vec<_>>().await;
        recorder
    });
}

/// Asserts that a call fails with this error type, whole or streamed, and that each is sent once.
async fn assert_refused(model: &str, error_type: ErrorType) {
    let stub = Stub::start().await;
    let expected = expected(model).without_usage().failed(error_type);
    expected.assert(&completed(&stub.url(), model).await);
    expected.assert(&streamed(&stub.url(), model).await);
    assert_eq!(stub.requests().await, 2, "rig tries once");
}

agent_metrics_client_stub::refusals!(assert_refused);

#[tokio::test]
async fn a_truncated_answer() {
    let failed = expected(ANSWERS).without_usage().failed(ErrorType::Connection);
    failed.assert(&completed(&truncated_server(Truncation::Response).await, ANSWERS).await);
}

#[tokio::test]
async fn a_truncated_stream() {
    let failed = expected(ANSWERS).streamed().without_usage().failed(ErrorType::Connection);
    failed.assert(&streamed(&truncated_server(Truncation::Events).await, ANSWERS).await);
}

#[tokio::test]
async fn nobody_listens() {
    let failed = expected(ANSWERS).without_usage().failed(ErrorType::Connection);
    failed.assert(&completed("http://127.0.0.1:1", ANSWERS).await);
    failed.assert(&streamed("http://127.0.0.1:1", ANSWERS).await);
}

#[tokio::test]
async fn a_stream_that_is_dropped_or_cancelled() {
    let stub = Stub::start().await;
    let model = metered(&stub.url(), ANSWERS);
    let cancelled = expected(ANSWERS).streamed().without_usage().failed(ErrorType::Cancelled);
    for cancel in [false, true] {
        let recorder = Recorder::new();
        let request = model.completion_request("Hello?").build();
        let mut stream = recorder.scope(model.stream(request)).await.unwrap();
        stream.next().await.unwrap().unwrap();
        if cancel {
            stream.cancel();
            assert!(stream.next().await.is_none());
        }
        drop(stream);
        cancelled.assert(&recorder);
    }
}

#[tokio::test]
async fn attributes_find_the_implementations() {
    #[llm_metered(model = ANSWERS)]
    async fn complete(model: &Model, request: CompletionRequest) -> Result<CompletionResponse<Raw>, CompletionError> {
        model.completion(request).await
    }
    #[llm_metered(stream, model = ANSWERS)]
    async fn stream(
        model: &Model,
        request: CompletionRequest,
    ) -> Result<StreamingCompletionResponse<StreamedRaw>, CompletionError> {
        model.stream(request).await
    }
    #[llm_metered(model = ANSWERS)]
    async fn ask(model: Model) -> Result<PromptResponse, PromptError> {
        AgentBuilder::new(model).build().prompt("Hello?").extended_details().await
    }
    let stub = Stub::start().await;
    let model = bare(&stub.url(), ANSWERS);
    let request = || model.completion_request("Hello?").build();

    let recorder = Recorder::new();
    recorder.scope(Context::new("bot-1").scope(complete(&model, request()))).await.unwrap();
    expected(SERVED).assert(&recorder);

    let recorder = Recorder::new();
    recorder.scope(stream(&model, request())).await.unwrap().collect::<Vec<_>>().await;
    expected(ANSWERS).streamed().assert(&recorder);

    let recorder = Recorder::new();
    recorder.scope(ask(model.clone())).await.unwrap();
    expected(ANSWERS).assert(&recorder);
}

#[tokio::test]
async fn an_attribute_around_a_metered_model_counts_once() {
    #[llm_metered(model = "outer")]
    async fn ask(model: Metered<Model>) -> Result<PromptResponse, PromptError> {
        AgentBuilder::new(model).build().prompt("Hello?").extended_details().await
    }
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    recorder.scope(ask(metered(&stub.url(), ANSWERS))).await.unwrap();
    expected(SERVED).assert(&recorder);
}

#[tokio::test]
async fn a_call_by_hand() {
    let stub = Stub::start().await;
    let model = bare(&stub.url(), ANSWERS);
    let recorder = Recorder::new();
    let call = recorder.scope_sync(|| LlmCall::start(ANSWERS));
    let response = call.run(model.completion(model.completion_request("Hello?").build())).await.unwrap();
    expected(SERVED).assert(&recorder);
    assert_eq!(response.usage().unwrap().total_tokens(), 1_050);

    let recorder = Recorder::new();
    let call = recorder.scope_sync(|| LlmCall::start(ANSWERS));
    let stream = model.stream(model.completion_request("Hello?").build()).await.unwrap();
    call.rewrap(stream).collect::<Vec<_>>().await;
    expected(ANSWERS).streamed().assert(&recorder);
}

#[tokio::test]
async fn a_request_can_name_another_model() {
    let stub = Stub::start().await;
    let model = metered(&stub.url(), ANSWERS);
    let mut request = model.completion_request("Hello?").build();
    request.model = Some(MISSING.to_owned());
    let recorder = Recorder::new();
    assert!(recorder.scope(model.completion(request)).await.is_err());
    expected(MISSING).without_usage().failed(ErrorType::NotFound).assert(&recorder);
}

/// rig keeps neither the cached tokens nor the reasoning of OpenRouter's usage.
#[tokio::test]
async fn the_cost_that_openrouter_tells_is_the_cost() {
    let stub = Stub::start().await;
    let client = openrouter::Client::builder().api_key("key").base_url(format!("{}/v1", stub.url())).build().unwrap();
    let model = Metered::new(client.completion_model(BILLED), BILLED).provider("openrouter");
    let recorder = Recorder::new();
    recorder.scope(model.completion(model.completion_request("Hello?").build())).await.unwrap();
    if agent_metrics::ENABLED {
        let labels = [("model", SERVED)];
        let cost = recorder.counter("llm_estimated_cost_dollars", &labels);
        assert!((cost - 0.0125).abs() < 1e-9, "{}", recorder.render());
        assert!((recorder.counter("llm_requests_total", &labels) - 1.0).abs() < 1e-9, "{}", recorder.render());
        assert!((recorder.counter("llm_tokens_total", &labels) - 1_050.0).abs() < 1e-9, "{}", recorder.render());
    }
}
