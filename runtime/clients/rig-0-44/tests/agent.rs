//! Runs agents with the hook over HTTP against a stub of the provider.
#![cfg(feature = "agent")]

use agent_metrics::{Context, ErrorType, llm_metered, testing::Recorder};
use agent_metrics_client_stub::{
    ANSWERS, BILLED, CONTEXT, EXHAUSTED, Expected, LIMITED, NO_USAGE, OVERLOADED, SERVED, Stub, Truncation,
    truncated_server,
};
use agent_metrics_rig_0_44::MeterHook;
use futures::StreamExt;
use rig_agent::{
    agent::{Agent, AgentBuilder},
    run::{PromptError, PromptResponse},
};
use rig_core::providers::openai::{OpenAI, OpenAIConfig};
use std::time::Duration;

fn openai(url: &str) -> OpenAI {
    let mut config = OpenAIConfig::new("key");
    config.base_url = format!("{url}/v1");
    config.client()
}

fn agent(url: &str, model: &str) -> Agent {
    AgentBuilder::new(openai(url).chat(model)).add_hook(MeterHook::new().model(model)).build()
}

/// Sends one prompt and returns what was recorded.
async fn prompted(url: &str, model: &str) -> Recorder {
    let recorder = Recorder::new();
    let agent = agent(url, model);
    let _ = recorder.scope(async { agent.prompt("Hello?").await }).await;
    recorder
}

/// Sends one prompt, streams its answer and returns what was recorded.
async fn streamed(url: &str, model: &str) -> Recorder {
    let recorder = Recorder::new();
    let agent = agent(url, model);
    recorder.scope(async { agent.prompt("Hello?").stream().collect::<Vec<_>>().await }).await;
    recorder
}

/// The call that [`ANSWERS`] causes. Its cost is rig's own, for the model of the request.
fn answered() -> Expected<'static> {
    Expected::of(SERVED).priced_as(ANSWERS)
}

#[tokio::test]
async fn one_line_meters_an_agent() {
    let stub = Stub::start().await;
    answered().assert(&prompted(&stub.url(), ANSWERS).await);
}

#[tokio::test]
async fn one_line_meters_an_agent_that_streams() {
    let stub = Stub::start().await;
    answered().streamed().assert(&streamed(&stub.url(), ANSWERS).await);
}

#[tokio::test]
async fn no_usage() {
    let stub = Stub::start().await;
    Expected::of(SERVED).without_usage().assert(&prompted(&stub.url(), NO_USAGE).await);
}

/// Asserts that a call fails with this error type, whole or streamed.
async fn assert_refused(model: &str, error_type: ErrorType) {
    let stub = Stub::start().await;
    let expected = Expected::of(model).without_usage().failed(error_type);
    expected.assert(&prompted(&stub.url(), model).await);
    expected.assert(&streamed(&stub.url(), model).await);
}

#[tokio::test]
async fn a_429_is_a_rate_limit() {
    assert_refused(LIMITED, ErrorType::RateLimit).await;
}

#[tokio::test]
async fn a_429_without_credit_is_an_exhausted_quota() {
    assert_refused(EXHAUSTED, ErrorType::QuotaExhausted).await;
}

#[tokio::test]
async fn a_529_is_an_overload() {
    assert_refused(OVERLOADED, ErrorType::Overloaded).await;
}

#[tokio::test]
async fn a_context_overflow() {
    assert_refused(CONTEXT, ErrorType::ContextOverflow).await;
}

#[tokio::test]
async fn a_truncated_answer() {
    let failed = Expected::of(ANSWERS).without_usage().failed(ErrorType::Connection);
    failed.assert(&prompted(&truncated_server(Truncation::Response).await, ANSWERS).await);
}

#[tokio::test]
async fn a_truncated_stream() {
    let failed = Expected::of(ANSWERS).streamed().without_usage().failed(ErrorType::Connection);
    failed.assert(&streamed(&truncated_server(Truncation::Events).await, ANSWERS).await);
}

#[tokio::test]
async fn the_calls_are_those_of_the_context() {
    if !agent_metrics::ENABLED {
        return;
    }
    let stub = Stub::start().await;
    let agent = agent(&stub.url(), ANSWERS);
    let recorder = Recorder::new();
    let context = Context::new("bot-1").with_process_type("worker");
    recorder.scope(context.scope(async { agent.prompt("Hello?").await })).await.unwrap();
    answered().assert(&recorder);
    let requests = recorder.counter("llm_requests_total", &[("agent_id", "bot-1"), ("tier", "worker")]);
    assert!((requests - 1.0).abs() < 1e-9, "{}", recorder.render());
}

#[tokio::test]
async fn the_cost_that_rig_reports_is_the_cost() {
    if !agent_metrics::ENABLED {
        return;
    }
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    let agent = agent(&stub.url(), ANSWERS);
    let response = recorder.scope(async { agent.prompt("Hello?").await }).await.unwrap();
    let cost = recorder.counter("llm_estimated_cost_dollars", &[]);
    assert!((cost - response.usage.cost.unwrap().total).abs() < 1e-9, "{cost} {:?}", response.usage);
    // rig's catalogue prices the model of the request, gpt-4o; an estimate would price the one that answered, gpt-4.1.
    assert!((cost - (600.0 * 2.5 + 400.0 * 1.25 + 50.0 * 10.0) / 1e6).abs() < 1e-9, "{cost}");
}

#[tokio::test]
async fn the_cost_that_the_provider_tells_is_the_cost() {
    let stub = Stub::start().await;
    Expected::of(SERVED).billed().assert(&prompted(&stub.url(), BILLED).await);
    Expected::of(SERVED).billed().streamed().assert(&streamed(&stub.url(), BILLED).await);
}

#[tokio::test]
async fn a_run_that_is_dropped_is_cancelled() {
    // The listener accepts the connection and never answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let agent = agent(&format!("http://{}", silent.local_addr().unwrap()), ANSWERS);
    let recorder = Recorder::new();
    let run = recorder.scope(async { agent.prompt("Hello?").await });
    assert!(tokio::time::timeout(Duration::from_millis(200), run).await.is_err());
    Expected::of(ANSWERS).without_usage().failed(ErrorType::Cancelled).assert(&recorder);
}

/// An attribute around an agent without the hook records the sum of the calls.
#[tokio::test]
async fn the_attribute_around_a_prompt() {
    #[llm_metered(model = ANSWERS)]
    async fn ask(agent: &Agent) -> Result<PromptResponse, PromptError> {
        agent.prompt("Hello?").await
    }
    let stub = Stub::start().await;
    let recorder = Recorder::new();
    recorder.scope(ask(&AgentBuilder::new(openai(&stub.url()).chat(ANSWERS)).build())).await.unwrap();
    Expected::of(ANSWERS).assert(&recorder);

    let recorder = Recorder::new();
    recorder.scope(ask(&agent(&stub.url(), ANSWERS))).await.unwrap();
    answered().assert(&recorder);
}
