//! Runs the real client over HTTP against a stub of the provider.

use agent_metrics::{ErrorType, FinishReason, LlmCall, llm_metered, testing::Recorder};
use agent_metrics_async_openai as _;
use agent_metrics_client_stub::{
    ANSWERS, CONTEXT, EXHAUSTED, Expected, FILTERED, LIMITED, NO_USAGE, SERVED, Stub, Truncation, truncated_server,
};
use async_openai::{
    Client,
    config::OpenAIConfig,
    error::OpenAIError,
    types::{
        chat::{
            ChatCompletionRequestUserMessage, ChatCompletionResponseStream, ChatCompletionStreamOptions,
            CreateChatCompletionRequest, CreateChatCompletionResponse,
        },
        responses::{CreateResponse, Response, ResponseStream},
    },
};
use futures::StreamExt;

fn client(url: &str) -> Client<OpenAIConfig> {
    Client::with_config(OpenAIConfig::new().with_api_key("key").with_api_base(format!("{url}/v1")))
}

fn chat(model: &str) -> CreateChatCompletionRequest {
    CreateChatCompletionRequest {
        model: model.to_owned(),
        messages: vec![ChatCompletionRequestUserMessage::from("Hello?").into()],
        ..Default::default()
    }
}

fn streamed_chat(model: &str) -> CreateChatCompletionRequest {
    let options = ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None };
    CreateChatCompletionRequest { stream_options: Some(options), ..chat(model) }
}

fn response(model: &str) -> CreateResponse {
    CreateResponse { model: Some(model.to_owned()), input: "Hello?".into(), ..Default::default() }
}

#[llm_metered(model = request.model, agent_id = "bot-1")]
async fn complete(
    client: &Client<OpenAIConfig>,
    request: CreateChatCompletionRequest,
) -> Result<CreateChatCompletionResponse, OpenAIError> {
    client.chat().create(request).await
}

#[llm_metered(stream, model = request.model, agent_id = "bot-1")]
async fn stream(
    client: &Client<OpenAIConfig>,
    request: CreateChatCompletionRequest,
) -> Result<ChatCompletionResponseStream, OpenAIError> {
    client.chat().create_stream(request).await
}

#[llm_metered(model = request.model, agent_id = "bot-1")]
async fn respond(client: &Client<OpenAIConfig>, request: CreateResponse) -> Result<Response, OpenAIError> {
    client.responses().create(request).await
}

#[llm_metered(stream, model = request.model, agent_id = "bot-1")]
async fn respond_streamed(
    client: &Client<OpenAIConfig>,
    request: CreateResponse,
) -> Result<ResponseStream, OpenAIError> {
    client.responses().create_stream(request).await
}

/// Makes one chat completion and returns what was recorded.
async fn completed(url: &str, model: &str) -> Recorder {
    let recorder = Recorder::new();
    let _ = recorder.scope(complete(&client(url), chat(model))).await;
    recorder
}

/// Reads one stream to its end and returns what was recorded.
async fn streamed(url: &str, request: CreateChatCompletionRequest) -> Recorder {
    let recorder = Recorder::new();
    if let Ok(stream) = recorder.scope(stream(&client(url), request)).await {
        stream.collect::<Vec<_>>().await;
    }
    recorder
}

#[tokio::test]
async fn a_chat_completion() {
    let stub = Stub::start().await;
    let expected = Expected::of(SERVED).finished(FinishReason::Stop);
    expected.assert(&completed(&stub.url(), ANSWERS).await);
}

#[tokio::test]
async fn a_streamed_chat_completion() {
    let stub = Stub::start().await;
    let expected = Expected::of(SERVED).streamed().finished(FinishReason::Stop);
    expected.assert(&streamed(&stub.url(), streamed_chat(ANSWERS)).await);
}

#[tokio::test]
async fn a_stream_without_include_usage_tells_none() {
    let stub = Stub::start().await;
    Expected::of(SERVED).streamed().without_usage().assert(&streamed(&stub.url(), chat(ANSWERS)).await);
    Expected::of(SERVED).without_usage().assert(&completed(&stub.url(), NO_USAGE).await);
}

#[tokio::test]
async fn a_stream_that_is_dropped_after_its_finish_reason_is_ok() {
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    let mut stream = recorder.scope(stream(&client(&stub.url()), streamed_chat(ANSWERS))).await.unwrap();
    while stream.next().await.unwrap().unwrap().choices[0].finish_reason.is_none() {}
    drop(stream);
    Expected::of(SERVED).streamed().without_usage().finished(FinishReason::Stop).assert(&recorder);
}

#[tokio::test]
async fn a_stream_that_is_dropped_is_cancelled() {
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    let mut stream = recorder.scope(stream(&client(&stub.url()), streamed_chat(ANSWERS))).await.unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    Expected::of(SERVED).streamed().without_usage().failed(ErrorType::Cancelled).assert(&recorder);
}

/// Asserts that a call fails with this error type, whole or streamed.
async fn assert_refused(model: &str, error_type: ErrorType) {
    let stub = Stub::start().await;
    let expected = Expected::of(model).without_usage().failed(error_type);
    expected.assert(&completed(&stub.url(), model).await);
    expected.assert(&streamed(&stub.url(), streamed_chat(model)).await);
}

agent_metrics_client_stub::refusals!(assert_refused);

#[tokio::test]
async fn a_call_that_the_client_tries_again_counts_once() {
    let stub = Stub::start().await;
    let recorder = completed(&stub.url(), LIMITED).await;
    assert_eq!(stub.requests().await, 4);
    Expected::of(LIMITED).without_usage().failed(ErrorType::RateLimit).assert(&recorder);
    completed(&stub.url(), EXHAUSTED).await;
    assert_eq!(stub.requests().await, 5);
}

#[tokio::test]
async fn a_filtered_answer_is_a_failure_that_costs() {
    let stub = Stub::start().await;
    let expected = Expected::of(SERVED).failed(ErrorType::ContentFilter);
    expected.assert(&completed(&stub.url(), FILTERED).await);
    expected.streamed().assert(&streamed(&stub.url(), streamed_chat(FILTERED)).await);
}

#[tokio::test]
async fn a_truncated_answer() {
    let failed = Expected::of(ANSWERS).without_usage().failed(ErrorType::Connection);
    failed.assert(&completed(&truncated_server(Truncation::Response).await, ANSWERS).await);
}

#[tokio::test]
async fn a_truncated_stream() {
    let failed = Expected::of(SERVED).streamed().without_usage().failed(ErrorType::Connection);
    failed.assert(&streamed(&truncated_server(Truncation::Events).await, streamed_chat(ANSWERS)).await);
}

#[tokio::test]
async fn nobody_listens() {
    let expected = Expected::of(ANSWERS).without_usage().failed(ErrorType::Connection);
    expected.assert(&completed("http://127.0.0.1:1", ANSWERS).await);
}

#[tokio::test]
async fn responses() {
    let stub = Stub::start().await;
    for (model, expected) in [
        (ANSWERS, Expected::of(SERVED).finished(FinishReason::Stop)),
        (NO_USAGE, Expected::of(SERVED).without_usage()),
        ("failed", Expected::of(SERVED).failed(ErrorType::RateLimit)),
        (FILTERED, Expected::of(SERVED).failed(ErrorType::ContentFilter)),
        (CONTEXT, Expected::of(CONTEXT).without_usage().failed(ErrorType::ContextOverflow)),
        (EXHAUSTED, Expected::of(EXHAUSTED).without_usage().failed(ErrorType::QuotaExhausted)),
    ] {
        let recorder = Recorder::new();
        let _ = recorder.scope(respond(&client(&stub.url()), response(model))).await;
        expected.assert(&recorder);
    }
}

#[tokio::test]
async fn streamed_responses() {
    let stub = Stub::start().await;
    for (model, expected) in [
        (ANSWERS, Expected::of(SERVED).streamed().finished(FinishReason::Stop)),
        ("failed", Expected::of(SERVED).streamed().failed(ErrorType::RateLimit)),
        (
            FILTERED,
            Expected::of(SERVED).streamed().failed(ErrorType::ContentFilter).finished(FinishReason::ContentFilter),
        ),
        (LIMITED, Expected::of(LIMITED).without_usage().failed(ErrorType::RateLimit)),
    ] {
        let recorder = Recorder::new();
        if let Ok(stream) = recorder.scope(respond_streamed(&client(&stub.url()), response(model))).await {
            stream.collect::<Vec<_>>().await;
        }
        expected.assert(&recorder);
    }
}

#[tokio::test]
async fn a_call_by_hand() {
    let stub = Stub::start().await;
    let client = client(&stub.url());
    let recorder = Recorder::new();
    let call = recorder.scope_sync(|| LlmCall::start(ANSWERS));
    call.run(client.chat().create(chat(ANSWERS))).await.unwrap();
    Expected::of(SERVED).assert(&recorder);

    let recorder = Recorder::new();
    let call = recorder.scope_sync(|| LlmCall::start(ANSWERS));
    let stream = client.chat().create_stream(streamed_chat(ANSWERS)).await.unwrap();
    let _ = call.stream(stream).collect::<Vec<_>>().await;
    Expected::of(SERVED).streamed().assert(&recorder);
}
