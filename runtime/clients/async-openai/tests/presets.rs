//! Compiles the presets of `usage =` against the client's types: they read what this crate's implementations read.

use agent_metrics::{llm_metered, testing::Recorder};
use agent_metrics_client_stub::{ANSWERS, Expected, SERVED, Stub};
use async_openai::{
    Client,
    config::OpenAIConfig,
    error::OpenAIError,
    types::{
        chat::{
            ChatCompletionRequestUserMessage, ChatCompletionResponseStream, ChatCompletionStreamOptions,
            CreateChatCompletionRequest, CreateChatCompletionResponse,
        },
        responses::{CreateResponse, Response},
    },
};
use futures::StreamExt;

fn client(stub: &Stub) -> Client<OpenAIConfig> {
    Client::with_config(OpenAIConfig::new().with_api_key("key").with_api_base(format!("{}/v1", stub.url())))
}

fn chat() -> CreateChatCompletionRequest {
    CreateChatCompletionRequest {
        model: ANSWERS.to_owned(),
        messages: vec![ChatCompletionRequestUserMessage::from("Hello?").into()],
        ..Default::default()
    }
}

fn response() -> CreateResponse {
    CreateResponse { model: Some(ANSWERS.to_owned()), input: "Hello?".into(), ..Default::default() }
}

macro_rules! presets {
    ($($test:ident: $usage:ident, $request:ident => $api:ident -> $response:ty;)*) => {$(
        #[tokio::test]
        async fn $test() {
            #[llm_metered(usage = $usage, model = ANSWERS, agent_id = "bot-1")]
            async fn ask(client: &Client<OpenAIConfig>) -> Result<$response, OpenAIError> {
                client.$api().create($request()).await
            }
            let stub = Stub::start().await;
            let recorder = Recorder::new();
            recorder.scope(ask(&client(&stub))).await.unwrap();
            Expected::of(SERVED).assert(&recorder);
        }
    )*};
}
presets! {
    openai: openai, chat => chat -> CreateChatCompletionResponse;
    openai_0_42: openai_0_42, chat => chat -> CreateChatCompletionResponse;
    openai_responses: openai_responses, response => responses -> Response;
    openai_responses_0_42: openai_responses_0_42, response => responses -> Response;
}

#[tokio::test]
async fn openai_streamed() {
    #[llm_metered(stream, usage = openai, model = ANSWERS, agent_id = "bot-1")]
    async fn ask(client: &Client<OpenAIConfig>) -> Result<ChatCompletionResponseStream, OpenAIError> {
        let options = ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None };
        client.chat().create_stream(CreateChatCompletionRequest { stream_options: Some(options), ..chat() }).await
    }
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    recorder.scope(ask(&client(&stub))).await.unwrap().collect::<Vec<_>>().await;
    Expected::of(SERVED).streamed().assert(&recorder);
}
