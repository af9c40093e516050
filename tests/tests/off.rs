//! With the feature off the same source compiles, does what the plain functions do, and records nothing.
#![cfg(not(feature = "metrics"))]
#![allow(clippy::unused_async)] // as agents write them

use agent_metrics::{
    ClassifyError as _, Config, Context, ErrorType, InCurrentContext, Metrics, ServeError, TokenUsage, in_context,
    init, llm_metered, memory_op, process_metric, testing::Recorder, tool_call,
};
use agent_metrics_tests::{Failed, Reply};
use futures::{Stream, StreamExt, stream};

#[process_metric(worker, agent_id = agent, worker_type = "coder", count_errors, handle = process)]
async fn work(agent: &str) -> Result<u64, Failed> {
    let _ = &process;
    let reply = tokio::spawn(ask().in_current_context()).await.expect("no panic")?;
    let words = answer().collect::<Vec<_>>().await;
    save(&reply.model).await?;
    Ok(shell() + words.len() as u64)
}

#[llm_metered(model = "gpt-4o", handle = call)]
async fn ask() -> Result<Reply, Failed> {
    call.usage(TokenUsage::new().input(1));
    call.answered_by("o3");
    call.first_token();
    Ok(Reply::of("gpt-4o"))
}

#[llm_metered(stream, model = "gpt-4o", usage = none, handle = call)]
fn answer() -> impl Stream<Item = String> + Send {
    stream::iter(["a".to_owned()]).chain(stream::once(async move {
        call.usage(TokenUsage::new().output(1));
        "b".to_owned()
    }))
}

#[memory_op(save, context = Context::current(), handle = operation, affected = |id| *id)]
async fn save(text: &str) -> Result<u64, Failed> {
    operation.affected(1);
    Ok(text.len() as u64)
}

#[in_context(agent_id = agent, process_type = "channel")]
async fn answer_for(agent: &str) -> Result<u64, Failed> {
    work(agent).await
}

#[tool_call(name = "shell")]
fn shell() -> u64 {
    1
}

#[tokio::test]
async fn the_same_source_runs_and_records_nothing() {
    const { assert!(!agent_metrics::ENABLED) };
    init(Config::new().prefix("bot_")).unwrap();
    init(Config::new()).unwrap();
    let recorder = Recorder::new();
    assert_eq!(recorder.scope(Context::new("bot-1").scope(work("bot-1"))).await, Ok(3));
    assert_eq!(recorder.scope(answer_for("bot-1")).await, Ok(3));
    agent_metrics::set_memory_entries("bot-1", 5);
    assert_eq!(recorder.series("llm_requests_total"), 0);
    assert_eq!(recorder.render(), "");
    assert_eq!(agent_metrics::render(), "");
    assert_eq!(Context::new("bot-1").agent_id(), None);
}

#[tokio::test]
async fn an_instance_runs_and_records_nothing() {
    let metrics = Metrics::new(Config::new().prefix("bot_")).unwrap();
    assert_eq!(metrics.scope(work("bot-1")).await, Ok(3));
    assert_eq!(metrics.scope_sync(shell), 1);
    for metrics in [metrics, Metrics::global(), Metrics::current()] {
        assert_eq!(metrics.render(), "");
        assert_eq!(metrics.collect("*/*"), ("text/plain; version=0.0.4; charset=utf-8", Vec::new()));
        assert_eq!(metrics.spend(), None, "it is not known, and not zero");
        assert!(matches!(metrics.serve("127.0.0.1:0").await, Err(ServeError::NotCompiledIn { .. })));
    }
    assert_eq!(size_of::<Metrics>(), 0);
    assert_eq!(agent_metrics::spend(), None);
}

#[test]
fn futures_are_as_large_as_without_the_attribute() {
    async fn plain() -> Result<Reply, Failed> {
        Ok(Reply::of("gpt-4o"))
    }
    assert!(size_of_val(&ask()) <= size_of_val(&plain()) + 1);
    assert_eq!(size_of::<Context>(), 0);
    assert_eq!(size_of_val(&Context::new("a").scope(plain())), size_of_val(&plain()));
}

#[test]
fn an_error_has_its_type() {
    let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
    assert_eq!(ErrorType::from_error(&refused), ErrorType::Connection);
    assert_eq!(ErrorType::from_error(&std::io::Error::other("HTTP 529: try again")), ErrorType::Overloaded);
    assert_eq!(ErrorType::from_text("status code: 503"), Some(ErrorType::Overloaded));
    assert_eq!(ErrorType::from_text("processed 429 files"), None);
    let no_url = reqwest_0_12::Client::new().get("no url").build().expect_err("no URL");
    assert_eq!(no_url.error_type(), ErrorType::InvalidRequest);
    // Another crate of the build may enable TLS in reqwest, which then demands a provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let no_url = reqwest_0_13::Client::new().get("no url").build().expect_err("no URL");
    assert_eq!(ErrorType::from_error(&no_url), ErrorType::InvalidRequest);
}
