//! Compiles the preset `rig` against this version's types and compares what it records.

use agent_metrics::{llm_metered, testing::Recorder};
use agent_metrics_client_stub::{ANSWERS, Expected, Stub};
use rig::{
    client::CompletionClient,
    completion::{CompletionError, CompletionModel, CompletionResponse},
    providers::openai,
};

type Model = openai::completion::CompletionModel;
type Raw = <Model as CompletionModel>::Response;

fn model(stub: &Stub) -> Model {
    let client = openai::Client::builder().api_key("key").base_url(format!("{}/v1", stub.url())).build().unwrap();
    client.completions_api().completion_model(ANSWERS)
}

#[tokio::test]
async fn rig() {
    #[llm_metered(usage = rig, model = ANSWERS, agent_id = "bot-1")]
    async fn ask(model: &Model) -> Result<CompletionResponse<Raw>, CompletionError> {
        model.completion(model.completion_request("Hello?").build()).await
    }
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    recorder.scope(ask(&model(&stub))).await.unwrap();
    // The preset does not read the provider's response, so the model is the one of the request.
    Expected::of(ANSWERS).without_reasoning().assert(&recorder);
}

#[tokio::test]
async fn rig_with_the_cache_beside_the_input() {
    #[llm_metered(usage = rig, cache = excluded, model = ANSWERS, agent_id = "bot-1")]
    async fn ask(model: &Model) -> Result<CompletionResponse<Raw>, CompletionError> {
        model.completion(model.completion_request("Hello?").build()).await
    }
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    recorder.scope(ask(&model(&stub))).await.unwrap();
    if agent_metrics::ENABLED {
        let tokens = recorder.counter("llm_tokens_total", &[]);
        assert!((tokens - 1_450.0).abs() < 1e-9, "{}", recorder.render());
    }
}
