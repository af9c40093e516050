//! Compiles the presets `rig` and `rig_0_44` against this version's types and compares what they record.

use agent_metrics::{llm_metered, testing::Recorder};
use agent_metrics_client_stub::{ANSWERS, Expected, SERVED, Stub};
use rig_core::{
    DynModel, ProviderError,
    completion::{CompletionRequest, CompletionResponse},
    operation::Completion,
    providers::openai::OpenAIConfig,
};

type Model = DynModel<Completion>;

fn model(stub: &Stub) -> Model {
    let mut config = OpenAIConfig::new("key");
    config.base_url = format!("{}/v1", stub.url());
    config.client().chat(ANSWERS).erase()
}

#[tokio::test]
async fn rig_0_44() {
    #[llm_metered(usage = rig_0_44, agent_id = "bot-1")]
    async fn ask(model: &Model) -> Result<CompletionResponse, ProviderError> {
        model.call(CompletionRequest::new("Hello?")).await
    }
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    recorder.scope(ask(&model(&stub))).await.unwrap();
    Expected::of(SERVED).priced_as(ANSWERS).assert(&recorder);
}

#[tokio::test]
async fn rig_of_every_line() {
    #[llm_metered(usage = rig, model = ANSWERS, agent_id = "bot-1")]
    async fn ask(model: &Model) -> Result<CompletionResponse, ProviderError> {
        model.call(CompletionRequest::new("Hello?")).await
    }
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    recorder.scope(ask(&model(&stub))).await.unwrap();
    Expected::of(ANSWERS).without_reasoning().assert(&recorder);
}
