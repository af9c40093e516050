//! Runs the real client over HTTP against a stub of the provider.

use agent_metrics::{
    ErrorType, FinishReason, LlmCall, MeteredStream, client::ClientError, llm_metered, testing::Recorder,
};
use agent_metrics_client_stub::{
    ANSWERS, Expected, FILTERED, NO_USAGE, OVERLOADED, SERVED, Stub, Truncation, truncated_server,
};
use agent_metrics_genai as _;
use futures::{Stream, StreamExt};
use genai::{
    Client, ModelIden, ServiceTarget,
    adapter::AdapterKind,
    chat::{ChatOptions, ChatRequest, ChatResponse, ChatStream, ChatStreamEvent},
    resolver::{AuthData, Endpoint, ServiceTargetResolver},
};

fn client(url: &str) -> Client {
    let url = format!("{url}/v1/");
    let resolve = move |target: ServiceTarget| -> Result<ServiceTarget, genai::resolver::Error> {
        Ok(ServiceTarget {
            endpoint: Endpoint::from_owned(url.clone()),
            auth: AuthData::from_single("key"),
            model: ModelIden::new(AdapterKind::OpenAI, target.model.model_name),
        })
    };
    Client::builder().with_service_target_resolver(ServiceTargetResolver::from_resolver_fn(resolve)).build().unwrap()
}

fn capturing() -> ChatOptions {
    ChatOptions::default().with_capture_usage(true)
}

#[llm_metered(model = model, agent_id = "bot-1")]
async fn complete(client: &Client, model: &str) -> genai::Result<ChatResponse> {
    client.exec_chat(model, ChatRequest::from_user("Hello?"), None).await
}

#[llm_metered(stream, model = model, agent_id = "bot-1")]
async fn stream(
    client: &Client,
    model: &str,
    options: &ChatOptions,
) -> genai::Result<impl Stream<Item = genai::Result<ChatStreamEvent>> + use<>> {
    Ok(client.exec_chat_stream(model, ChatRequest::from_user("Hello?"), Some(options)).await?.stream)
}

/// Makes one completion and returns what was recorded.
async fn completed(url: &str, model: &str) -> Recorder {
    let recorder = Recorder::new();
    let _ = recorder.scope(complete(&client(url), model)).await;
    recorder
}

/// Reads one stream to its end and returns what was recorded.
async fn streamed(url: &str, model: &str, options: &ChatOptions) -> Recorder {
    let recorder = Recorder::new();
    if let Ok(stream) = recorder.scope(stream(&client(url), model, options)).await {
        stream.collect::<Vec<_>>().await;
    }
    recorder
}

#[tokio::test]
async fn a_chat() {
    let stub = Stub::start().await;
    Expected::of(SERVED).finished(FinishReason::Stop).assert(&completed(&stub.url(), ANSWERS).await);
    Expected::of(SERVED).without_usage().assert(&completed(&stub.url(), NO_USAGE).await);
}

#[tokio::test]
async fn a_streamed_chat() {
    let stub = Stub::start().await;
    let expected = Expected::of(ANSWERS).streamed().finished(FinishReason::Stop);
    expected.assert(&streamed(&stub.url(), ANSWERS, &capturing()).await);
}

#[tokio::test]
async fn a_stream_that_is_dropped_at_its_end_is_ok() {
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    let mut stream = recorder.scope(stream(&client(&stub.url()), ANSWERS, &capturing())).await.unwrap();
    while !matches!(stream.next().await.unwrap().unwrap(), ChatStreamEvent::End(_)) {}
    drop(stream);
    Expected::of(ANSWERS).streamed().finished(FinishReason::Stop).assert(&recorder);
}

#[tokio::test]
async fn a_stream_without_capture_usage_tells_none() {
    let stub = Stub::start().await;
    Expected::of(ANSWERS)
        .streamed()
        .without_usage()
        .assert(&streamed(&stub.url(), ANSWERS, &ChatOptions::default()).await);
}

/// Asserts that a call fails with this error type, whole or streamed, and that each is sent once.
async fn assert_refused(model: &str, error_type: ErrorType) {
    let stub = Stub::start().await;
    let expected = Expected::of(model).without_usage().failed(error_type);
    expected.assert(&completed(&stub.url(), model).await);
    expected.assert(&streamed(&stub.url(), model, &capturing()).await);
    assert_eq!(stub.requests().await, 2, "genai tries once");
}

agent_metrics_client_stub::refusals!(assert_refused);

#[tokio::test]
async fn a_filtered_answer_is_a_failure_that_costs() {
    let stub = Stub::start().await;
    Expected::of(SERVED).failed(ErrorType::ContentFilter).assert(&completed(&stub.url(), FILTERED).await);
    let expected = Expected::of(FILTERED).streamed().failed(ErrorType::ContentFilter);
    expected.assert(&streamed(&stub.url(), FILTERED, &capturing()).await);
}

#[tokio::test]
async fn a_truncated_answer() {
    let failed = Expected::of(ANSWERS).without_usage().failed(ErrorType::Connection);
    failed.assert(&completed(&truncated_server(Truncation::Response).await, ANSWERS).await);
}

#[tokio::test]
async fn a_truncated_stream() {
    let failed = Expected::of(ANSWERS).streamed().without_usage().failed(ErrorType::Connection);
    failed.assert(&streamed(&truncated_server(Truncation::Events).await, ANSWERS, &capturing()).await);
}

#[tokio::test]
async fn nobody_listens() {
    let failed = Expected::of(ANSWERS).without_usage().failed(ErrorType::Connection);
    failed.assert(&completed("http://127.0.0.1:1", ANSWERS).await);
    failed.assert(&streamed("http://127.0.0.1:1", ANSWERS, &capturing()).await);
}

#[tokio::test]
async fn a_stream_that_is_dropped_is_cancelled() {
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    let mut stream = recorder.scope(stream(&client(&stub.url()), ANSWERS, &capturing())).await.unwrap();
    while !matches!(stream.next().await.unwrap().unwrap(), ChatStreamEvent::Chunk(_)) {}
    drop(stream);
    Expected::of(ANSWERS).streamed().without_usage().failed(ErrorType::Cancelled).assert(&recorder);
}

/// The README shows this function: the stream has a nameable type.
async fn named(client: &Client, model: &str) -> genai::Result<MeteredStream<ChatStream>> {
    let call = LlmCall::start(model);
    match client.exec_chat_stream(model, ChatRequest::from_user("Hello?"), Some(&capturing())).await {
        Ok(response) => Ok(call.stream(response.stream)),
        Err(error) => {
            call.failed(error.error_type());
            call.end();
            Err(error)
        }
    }
}

#[tokio::test]
async fn a_call_by_hand() {
    let stub = Stub::start().await;
    let client = client(&stub.url());
    let recorder = Recorder::new();
    let stream = recorder.scope(named(&client, ANSWERS)).await.unwrap();
    stream.collect::<Vec<_>>().await;
    Expected::of(ANSWERS).streamed().assert(&recorder);

    let recorder = Recorder::new();
    // genai sends the request when the stream is read.
    let stream = recorder.scope(named(&client, OVERLOADED)).await.unwrap();
    assert!(stream.collect::<Vec<_>>().await.iter().any(Result::is_err));
    Expected::of(OVERLOADED).without_usage().failed(ErrorType::Overloaded).assert(&recorder);

    let recorder = Recorder::new();
    let call = recorder.scope_sync(|| LlmCall::start(ANSWERS));
    call.run(client.exec_chat(ANSWERS, ChatRequest::from_user("Hello?"), None)).await.unwrap();
    Expected::of(SERVED).assert(&recorder);
}
