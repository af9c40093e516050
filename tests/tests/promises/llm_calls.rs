//! An LLM call counts once, however it ends, with its tokens by direction.

use agent_metrics::{Context, ErrorType, TokenUsage, llm_metered, testing::Recorder};
use agent_metrics_tests::{Failed, Reply};
use std::time::Duration;

type Aliased<T> = Result<T, Failed>;

#[llm_metered(model = "gpt-4o", agent_id = "bot-1", tier = "worker", worker_type = "coder")]
async fn complete(reply: Aliased<Reply>) -> Aliased<Reply> {
    tokio::task::yield_now().await;
    reply
}

const LABELS: &[(&str, &str)] =
    &[("agent_id", "bot-1"), ("model", "gpt-4o"), ("tier", "worker"), ("worker_type", "coder")];

#[tokio::test]
async fn tokens_are_counted_by_direction() {
    let recorder = Recorder::new();
    let usage = TokenUsage::new().input_including_cached(1_000, 400).output(50).reasoning(20);
    recorder.scope(complete(Ok(Reply::with("gpt-4o-2024-08-06", usage)))).await.unwrap();
    let tokens = |direction| {
        let labels: Vec<_> = LABELS.iter().copied().chain([("direction", direction)]).collect();
        recorder.counter("llm_tokens_total", &labels)
    };
    assert_eq!(recorder.counter("llm_requests_total", LABELS), 1.0);
    assert_eq!([tokens("input"), tokens("cached_input"), tokens("output")], [600.0, 400.0, 50.0]);
    assert_eq!(recorder.series("llm_tokens_total"), 3, "cache_write was not reported");
    assert_eq!(recorder.counter("llm_reasoning_tokens_total", LABELS), 20.0);
    assert_eq!(recorder.histogram_count("llm_request_duration_seconds", LABELS), 1);
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[tokio::test]
async fn an_error_counts_with_its_type() {
    let recorder = Recorder::new();
    recorder.scope(complete(Err(Failed(ErrorType::Overloaded)))).await.unwrap_err();
    let labels = [("agent_id", "bot-1"), ("process_type", "worker"), ("error_type", "overloaded")];
    assert_eq!(recorder.counter("process_errors_total", &labels), 1.0);
    assert_eq!(recorder.counter("llm_requests_total", LABELS), 1.0);
    assert_eq!(recorder.counter("llm_usage_missing_total", &[]), 0.0);
}

#[llm_metered(model = "gpt-4o", agent_id = "bot-1", usage = none)]
async fn slow() {
    tokio::time::sleep(Duration::from_secs(60)).await;
}

#[tokio::test]
async fn a_cancelled_call_counts() {
    let recorder = Recorder::new();
    let timeout = tokio::time::timeout(Duration::from_millis(1), recorder.scope(slow())).await;
    assert!(timeout.is_err());
    assert_eq!(recorder.counter("llm_requests_total", &[("model", "gpt-4o")]), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "cancelled")]), 1.0);
    assert_eq!(recorder.histogram_count("llm_request_duration_seconds", &[]), 1);
}

#[llm_metered(model = "gpt-4o", usage = |text: &String| TokenUsage::new().output(text.len()), handle = call)]
fn sync_call(text: &str) -> Result<String, std::io::Error> {
    call.answered_by("claude-sonnet-4-5");
    Ok(text.to_owned())
}

#[test]
fn a_fallback_is_billed_and_the_lost_context_is_seen() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| sync_call("four")).unwrap();
    let labels = [("agent_id", "unknown"), ("model", "claude-sonnet-4-5"), ("direction", "output")];
    assert_eq!(recorder.counter("llm_tokens_total", &labels), 4.0);
    assert_eq!(recorder.counter("missing_context_total", &[("attribute", "llm_metered")]), 1.0);
}

#[tokio::test]
async fn the_ambient_context_gives_the_labels() {
    #[llm_metered]
    async fn ask() -> Reply {
        Reply::of("o3")
    }
    let recorder = Recorder::new();
    recorder.scope(Context::new("bot-2").with_process_type("branch").scope(ask())).await;
    // A context inside a recorder's scope that was made by hand does not lead to the recorder.
    recorder.scope(async { Context::current().with_process_type("branch").scope(ask()).await }).await;
}
