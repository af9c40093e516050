//! Compiles the preset `genai` against the client's types and compares what it records.

use agent_metrics::{llm_metered, testing::Recorder};
use agent_metrics_client_stub::{ANSWERS, Expected, SERVED, Stub};
use genai::{
    Client, ModelIden, ServiceTarget,
    adapter::AdapterKind,
    chat::{ChatRequest, ChatResponse},
    resolver::{AuthData, Endpoint, ServiceTargetResolver},
};

#[llm_metered(usage = genai, agent_id = "bot-1")]
async fn ask(client: &Client) -> genai::Result<ChatResponse> {
    client.exec_chat(ANSWERS, ChatRequest::from_user("Hello?"), None).await
}

#[tokio::test]
async fn genai() {
    let stub = Stub::start().await;
    let url = format!("{}/v1/", stub.url());
    let resolve = move |target: ServiceTarget| -> Result<ServiceTarget, genai::resolver::Error> {
        Ok(ServiceTarget {
            endpoint: Endpoint::from_owned(url.clone()),
            auth: AuthData::from_single("key"),
            model: ModelIden::new(AdapterKind::OpenAI, target.model.model_name),
        })
    };
    let resolver = ServiceTargetResolver::from_resolver_fn(resolve);
    let client = Client::builder().with_service_target_resolver(resolver).build().unwrap();
    let recorder = Recorder::new();
    recorder.scope(ask(&client)).await.unwrap();
    Expected::of(SERVED).assert(&recorder);
}
