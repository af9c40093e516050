//! An LLM call counts once, however it ends, with its tokens by direction.

use agent_metrics::{Context, ErrorType, LlmCall, TokenUsage, llm_metered, testing::Recorder};
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
    let context = Context::new("bot-2").with_process_type("branch");
    recorder.scope(context.scope(ask())).await;
    recorder.scope(async { context.scope(ask()).await }).await;
    let labels = [("agent_id", "bot-2"), ("tier", "branch"), ("model", "o3")];
    assert_eq!(recorder.counter("llm_requests_total", &labels), 2.0);
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[tokio::test]
async fn a_call_that_tells_nothing_is_seen() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    async fn silent() -> Reply {
        Reply::default()
    }
    let recorder = Recorder::new();
    recorder.scope(silent()).await;
    assert_eq!(recorder.counter("llm_usage_missing_total", &[("model", "gpt-4o")]), 1.0);
    assert_eq!(recorder.series("llm_tokens_total"), 0);
}

#[tokio::test]
async fn tokens_told_before_an_error_are_counted() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1", handle = call)]
    async fn empty_answer() -> Aliased<Reply> {
        call.usage(TokenUsage::new().input(100).output(0));
        Err(Failed(ErrorType::Other))
    }
    let recorder = Recorder::new();
    recorder.scope(empty_answer()).await.unwrap_err();
    assert_eq!(recorder.counter("llm_tokens_total", &[("direction", "input")]), 100.0);
    assert_eq!(recorder.series("llm_tokens_total"), 2, "output was said to be zero");
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "other")]), 1.0);
}

#[tokio::test]
async fn the_innermost_call_has_the_numbers() {
    #[llm_metered(model = "inner", agent_id = "bot-1")]
    async fn ask() -> Aliased<Reply> {
        Ok(Reply::of("inner"))
    }
    #[llm_metered(model = "outer", agent_id = "bot-1", usage = |text: &String| TokenUsage::new().output(text.len()))]
    async fn text() -> Aliased<String> {
        ask().await.map(|reply| reply.model)
    }
    let recorder = Recorder::new();
    recorder.scope(text()).await.unwrap();
    assert_eq!(recorder.counter("llm_requests_total", &[("model", "inner")]), 1.0);
    assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[]), 110.0);
}

#[tokio::test]
async fn tokens_of_a_fallback_that_nobody_metered_are_not_lost() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    async fn ask() -> Aliased<Reply> {
        Err(Failed(ErrorType::Overloaded))
    }
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    async fn complete() -> Aliased<Reply> {
        ask().await.unwrap_err();
        Ok(Reply::of("o3"))
    }
    let recorder = Recorder::new();
    recorder.scope(complete()).await.unwrap();
    assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "overloaded")]), 1.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[("model", "o3")]), 110.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[]), 110.0);
}

#[tokio::test]
async fn the_key_error_says_how_it_failed() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1", usage = none, error = |text| if text == "busy" { ErrorType::Overloaded } else { ErrorType::Other })]
    async fn ask(error: &'static str) -> Result<(), String> {
        Err(error.to_owned())
    }
    let recorder = Recorder::new();
    recorder.scope(ask("busy")).await.unwrap_err();
    recorder.scope(ask("failed to generate")).await.unwrap_err();
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "overloaded")]), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "other")]), 1.0);
}

#[tokio::test]
async fn labels_are_read_before_the_arguments_move() {
    struct Request {
        model: String,
    }
    #[llm_metered(model = request.model, agent_id = agent)]
    async fn ask(request: Request, agent: String) -> Reply {
        drop(agent);
        let Request { model } = request;
        Reply::of(&model)
    }
    let recorder = Recorder::new();
    recorder.scope(ask(Request { model: "o3".into() }, "bot-9".into())).await;
    assert_eq!(recorder.counter("llm_requests_total", &[("agent_id", "bot-9"), ("model", "o3")]), 1.0);
}

#[test]
fn what_contradicts_itself_is_clamped_and_counted() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn ask(usage: TokenUsage) -> Reply {
        Reply::with("gpt-4o", usage)
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| ask(TokenUsage::new().input_including_cached(100, 300).output(1)));
    recorder.scope_sync(|| ask(TokenUsage::new().input(1).cost_dollars(f64::NAN)));
    recorder.scope_sync(|| ask(TokenUsage::new().input(1).cost_dollars(-1.0)));
    assert_eq!(recorder.counter("llm_tokens_total", &[("direction", "input")]), 2.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[("direction", "cached_input")]), 300.0);
    assert_eq!(recorder.counter("invalid_values_total", &[("metric", "llm_tokens_total")]), 1.0);
    assert_eq!(recorder.counter("invalid_values_total", &[("metric", "llm_estimated_cost_dollars")]), 2.0);
}

#[test]
fn what_the_provider_says_it_cost_wins() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1", tier = "worker", worker_type = "coder")]
    fn ask(usage: TokenUsage) -> Reply {
        Reply::with("gpt-4o", usage)
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| ask(TokenUsage::new().input(1_000_000).cost_dollars(0.125)));
    assert_eq!(recorder.counter("llm_estimated_cost_dollars", LABELS), 0.125);
    assert_eq!(recorder.counter("worker_cost_dollars", &[("agent_id", "bot-1"), ("worker_type", "coder")]), 0.125);
    assert_eq!(recorder.series("llm_unpriced_tokens_total"), 0);
}

#[test]
fn an_empty_name_of_a_model_names_none() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let call = LlmCall::start("gpt-4o");
        call.answered_by("");
        call.end_with(&Reply::of("o3"));
    });
    assert_eq!(recorder.counter("llm_requests_total", &[("model", "o3")]), 1.0);
}
