//! Runs rig's OpenAI client over HTTP against a stub of the provider.
#![allow(clippy::result_large_err)] // the error is rig's

use agent_metrics::{Context, ErrorType, FinishReason, LlmCall, llm_metered, testing::Recorder};
use agent_metrics_client_stub::{
    ANSWERS, BILLED, Expected, FILTERED, NO_USAGE, SERVED, Stub, Truncation, truncated_server,
};
use agent_metrics_rig_0_44 as _;
use futures::StreamExt;
use rig_core::{
    DynModel, ProviderError,
    completion::{CompletionRequest, CompletionResponse},
    operation::Completion,
    providers::openai::OpenAIConfig,
    streaming::CompletionStream,
};

type Model = DynModel<Completion>;

fn chat(url: &str, model: &str) -> Model {
    let mut config = OpenAIConfig::new("key");
    config.base_url = format!("{url}/v1");
    config.client().chat(model).erase()
}

fn responses(url: &str, model: &str) -> Model {
    let mut config = OpenAIConfig::new("key");
    config.base_url = format!("{url}/v1");
    config.client().responses(model).erase()
}

#[llm_metered(model = requested, agent_id = "bot-1")]
async fn complete(model: &Model, requested: &str) -> Result<CompletionResponse, ProviderError> {
    model.call(CompletionRequest::new("Hello?")).await
}

#[llm_metered(stream, model = requested, agent_id = "bot-1")]
fn stream(model: &Model, requested: &str) -> Result<CompletionStream, ProviderError> {
    model.stream(CompletionRequest::new("Hello?"))
}

/// Makes one completion and returns what was recorded.
async fn completed(model: &Model, requested: &str) -> Recorder {
    let recorder = Recorder::new();
    let _ = recorder.scope(complete(model, requested)).await;
    recorder
}

/// Reads one stream to its end and returns what was recorded.
async fn streamed(model: &Model, requested: &str) -> Recorder {
    let recorder = Recorder::new();
    if let Ok(stream) = recorder.scope_sync(|| stream(model, requested)) {
        stream.collect::<Vec<_>>().await;
    }
    recorder
}

/// The call that [`ANSWERS`] causes. Its cost is rig's own, for the model of the request.
fn answered() -> Expected<'static> {
    Expected::of(SERVED).priced_as(ANSWERS).finished(FinishReason::Stop)
}

#[tokio::test]
async fn a_completion() {
    let stub = Stub::start().await;
    answered().assert(&completed(&chat(&stub.url(), ANSWERS), ANSWERS).await);
    answered().assert(&completed(&responses(&stub.url(), ANSWERS), ANSWERS).await);
}

#[tokio::test]
async fn a_streamed_completion() {
    let stub = Stub::start().await;
    answered().streamed().assert(&streamed(&chat(&stub.url(), ANSWERS), ANSWERS).await);
    answered().streamed().assert(&streamed(&responses(&stub.url(), ANSWERS), ANSWERS).await);
}

#[tokio::test]
async fn a_metered_stream_is_what_it_was() {
    let stub = Stub::start().await;
    for model in [chat(&stub.url(), ANSWERS), responses(&stub.url(), ANSWERS)] {
        let recorder = Recorder::new();
        let mut metered = recorder.scope_sync(|| stream(&model, ANSWERS)).unwrap();
        let mut plain = model.stream(CompletionRequest::new("Hello?")).unwrap();
        let metered_items: Vec<_> = metered.by_ref().map(Result::unwrap).collect().await;
        let plain_items: Vec<_> = plain.by_ref().map(Result::unwrap).collect().await;
        assert_eq!(metered_items, plain_items);
        assert_eq!(metered.finish().await.unwrap(), plain.finish().await.unwrap());
        answered().streamed().assert(&recorder);
    }
}

#[tokio::test]
async fn finish_alone_ends_the_call() {
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    let stream = recorder.scope_sync(|| stream(&chat(&stub.url(), ANSWERS), ANSWERS)).unwrap();
    assert_eq!(stream.finish().await.unwrap().usage.output_tokens, Some(50));
    answered().streamed().assert(&recorder);
}

#[tokio::test]
async fn no_usage() {
    let stub = Stub::start().await;
    let model = chat(&stub.url(), NO_USAGE);
    Expected::of(SERVED).without_usage().assert(&completed(&model, ANSWERS).await);
    Expected::of(SERVED).streamed().without_usage().assert(&streamed(&model, ANSWERS).await);
}

/// Asserts that a call fails with this error type, whole or streamed, and that each is sent once.
async fn assert_refused(requested: &str, error_type: ErrorType) {
    let stub = Stub::start().await;
    let expected = Expected::of(requested).without_usage().failed(error_type);
    let model = chat(&stub.url(), requested);
    expected.assert(&completed(&model, requested).await);
    expected.assert(&streamed(&model, requested).await);
    assert_eq!(stub.requests().await, 2, "rig tries once");
}

agent_metrics_client_stub::refusals!(assert_refused);

#[tokio::test]
async fn a_filtered_answer_is_a_failure_that_costs() {
    let stub = Stub::start().await;
    let model = chat(&stub.url(), FILTERED);
    let expected = Expected::of(SERVED).failed(ErrorType::ContentFilter);
    expected.assert(&completed(&model, ANSWERS).await);
    expected.streamed().assert(&streamed(&model, ANSWERS).await);
}

#[tokio::test]
async fn a_truncated_answer() {
    let failed = Expected::of(ANSWERS).without_usage().failed(ErrorType::Connection);
    failed.assert(&completed(&chat(&truncated_server(Truncation::Response).await, ANSWERS), ANSWERS).await);
}

/// The model that answers is known only at the end of the stream.
#[tokio::test]
async fn a_truncated_stream() {
    let failed = Expected::of(ANSWERS).streamed().without_usage().failed(ErrorType::Connection);
    failed.assert(&streamed(&chat(&truncated_server(Truncation::Events).await, ANSWERS), ANSWERS).await);
}

#[tokio::test]
async fn nobody_listens() {
    let failed = Expected::of(ANSWERS).without_usage().failed(ErrorType::Connection);
    let model = chat("http://127.0.0.1:1", ANSWERS);
    failed.assert(&completed(&model, ANSWERS).await);
    failed.assert(&streamed(&model, ANSWERS).await);
}

#[tokio::test]
async fn a_stream_that_is_dropped_is_cancelled() {
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    let mut stream = recorder.scope_sync(|| stream(&chat(&stub.url(), ANSWERS), ANSWERS)).unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    Expected::of(ANSWERS).streamed().without_usage().failed(ErrorType::Cancelled).assert(&recorder);
}

#[tokio::test]
async fn a_call_by_hand() {
    let stub = Stub::start().await;
    let model = chat(&stub.url(), ANSWERS);
    let recorder = Recorder::new();
    let start = || recorder.scope_sync(|| Context::new("bot-1").scope_sync(|| LlmCall::start(ANSWERS)));
    start().run(model.call(CompletionRequest::new("Hello?"))).await.unwrap();
    answered().assert(&recorder);

    let recorder = Recorder::new();
    let call = recorder.scope_sync(|| LlmCall::start(ANSWERS));
    call.rewrap(model.stream(CompletionRequest::new("Hello?")).unwrap()).collect::<Vec<_>>().await;
    answered().streamed().assert(&recorder);
}

#[tokio::test]
async fn the_cost_that_the_provider_tells_is_the_cost() {
    let stub = Stub::start().await;
    let model = chat(&stub.url(), BILLED);
    Expected::of(SERVED).billed().assert(&completed(&model, BILLED).await);
    Expected::of(SERVED).billed().streamed().assert(&streamed(&model, BILLED).await);
}
