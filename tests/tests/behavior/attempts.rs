//! Attempts count themselves and their tokens; the call around them counts the request.

use agent_metrics::{
    ErrorType, FinishReason, LlmCall, LlmResponse, TokenUsage, llm_metered, pricing::spend, testing::Recorder,
};
use agent_metrics_tests::{Failed, Reply};
use futures::{Stream, StreamExt, future, stream};
use std::{cell::Cell, time::Duration};

type Answer = Result<Reply, Failed>;

/// An attempt that fails has used 30 tokens; one that succeeds 110.
#[llm_metered(attempt, model = model, agent_id = "bot-1", handle = call)]
async fn attempt(model: &str, failed: Option<ErrorType>) -> Answer {
    tokio::task::yield_now().await;
    match failed {
        Some(failed) => {
            call.usage(TokenUsage::new().input(30));
            Err(Failed(failed))
        }
        None => Ok(Reply::of(model)),
    }
}

/// The outcomes `ok`, `error`, `cancelled` and `panicked`.
fn attempts(recorder: &Recorder, model: &str) -> [f64; 4] {
    ["ok", "error", "cancelled", "panicked"]
        .map(|outcome| recorder.counter("llm_attempts_total", &[("model", model), ("outcome", outcome)]))
}

fn requests(recorder: &Recorder, model: &str) -> (f64, u64) {
    let labels = [("model", model)];
    let durations = recorder.histogram_count("llm_request_duration_seconds", &labels);
    (recorder.counter("llm_requests_total", &labels), durations)
}

fn tokens(recorder: &Recorder, model: &str) -> f64 {
    recorder.counter("llm_tokens_total", &[("model", model)])
}

#[tokio::test]
async fn three_attempts_are_one_request() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    async fn complete() -> Answer {
        for failed in [ErrorType::Overloaded, ErrorType::RateLimit] {
            attempt("gpt-4o", Some(failed)).await.unwrap_err();
        }
        attempt("gpt-4o", None).await
    }
    let recorder = Recorder::new();
    recorder.scope(complete()).await.unwrap();
    assert_eq!(attempts(&recorder, "gpt-4o"), [1.0, 2.0, 0.0, 0.0]);
    assert_eq!(requests(&recorder, "gpt-4o"), (1.0, 1));
    assert_eq!(tokens(&recorder, "gpt-4o"), 170.0, "each once");
    assert_eq!(recorder.counter("process_errors_total", &[]), 0.0, "the request did not fail");
    assert_eq!(recorder.counter("llm_usage_missing_total", &[]), 0.0);
    // 160 × 2.50 + 10 × 10, in dollars per million.
    let cost: u64 = recorder.scope_sync(spend).unwrap().iter().map(|spend| spend.cost.picodollars()).sum();
    assert_eq!(cost, 500_000_000);
}

#[tokio::test]
async fn when_all_fail_the_request_failed_once() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    async fn complete() -> Answer {
        attempt("gpt-4o", Some(ErrorType::Overloaded)).await.unwrap_err();
        attempt("gpt-4o", Some(ErrorType::Timeout)).await
    }
    let recorder = Recorder::new();
    recorder.scope(complete()).await.unwrap_err();
    assert_eq!(attempts(&recorder, "gpt-4o"), [0.0, 2.0, 0.0, 0.0]);
    assert_eq!(requests(&recorder, "gpt-4o"), (1.0, 1));
    assert_eq!(tokens(&recorder, "gpt-4o"), 60.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "timeout")]), 1.0, "what remained");
}

#[tokio::test]
async fn each_model_has_its_attempts_and_tokens() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    async fn complete() -> Answer {
        attempt("gpt-4o", Some(ErrorType::Overloaded)).await.unwrap_err();
        attempt("claude-sonnet-4-5", None).await
    }
    let recorder = Recorder::new();
    recorder.scope(complete()).await.unwrap();
    assert_eq!(attempts(&recorder, "gpt-4o"), [0.0, 1.0, 0.0, 0.0]);
    assert_eq!(attempts(&recorder, "claude-sonnet-4-5"), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!((tokens(&recorder, "gpt-4o"), tokens(&recorder, "claude-sonnet-4-5")), (30.0, 110.0));
    assert_eq!(requests(&recorder, "gpt-4o"), (0.0, 0), "the one that answered has it");
    assert_eq!(requests(&recorder, "claude-sonnet-4-5"), (1.0, 1));
    assert_eq!(recorder.scope_sync(spend).unwrap().len(), 2);
}

#[tokio::test]
async fn alone_it_is_the_request_too() {
    let recorder = Recorder::new();
    recorder.scope(attempt("gpt-4o", Some(ErrorType::Auth))).await.unwrap_err();
    recorder.scope(attempt("gpt-4o", None)).await.unwrap();
    assert_eq!(attempts(&recorder, "gpt-4o"), [1.0, 1.0, 0.0, 0.0]);
    assert_eq!(requests(&recorder, "gpt-4o"), (2.0, 2));
    assert_eq!(tokens(&recorder, "gpt-4o"), 140.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "auth")]), 1.0);
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_cancelled_and_made_again() {
    #[llm_metered(attempt, model = "gpt-4o", agent_id = "bot-1", usage = none)]
    async fn hangs() {
        future::pending::<()>().await;
    }
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    async fn complete() -> Answer {
        tokio::time::timeout(Duration::from_millis(1), hangs()).await.unwrap_err();
        attempt("gpt-4o", None).await
    }
    let recorder = Recorder::new();
    recorder.scope(complete()).await.unwrap();
    assert_eq!(attempts(&recorder, "gpt-4o"), [1.0, 0.0, 1.0, 0.0]);
    assert_eq!(requests(&recorder, "gpt-4o"), (1.0, 1));
    assert_eq!(tokens(&recorder, "gpt-4o"), 110.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 0.0);
}

#[tokio::test]
async fn attempts_at_the_same_time() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    async fn complete() -> Answer {
        let (first, second) =
            future::join(attempt("gpt-4o", None), attempt("gpt-4o", Some(ErrorType::Connection))).await;
        first.or(second)
    }
    let recorder = Recorder::new();
    recorder.scope(complete()).await.unwrap();
    assert_eq!(attempts(&recorder, "gpt-4o"), [1.0, 1.0, 0.0, 0.0]);
    assert_eq!(requests(&recorder, "gpt-4o"), (1.0, 1));
    assert_eq!(tokens(&recorder, "gpt-4o"), 140.0);
}

#[tokio::test]
async fn a_request_that_is_dropped_takes_its_attempt_along() {
    #[llm_metered(attempt, model = "gpt-4o", agent_id = "bot-1", usage = none, handle = call)]
    async fn hangs() {
        call.usage(TokenUsage::new().input(7));
        future::pending::<()>().await;
    }
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1", usage = none)]
    async fn complete() {
        hangs().await;
    }
    let recorder = Recorder::new();
    tokio::time::timeout(Duration::from_millis(1), recorder.scope(complete())).await.unwrap_err();
    assert_eq!(attempts(&recorder, "gpt-4o"), [0.0, 0.0, 1.0, 0.0]);
    assert_eq!(requests(&recorder, "gpt-4o"), (1.0, 1));
    assert_eq!(tokens(&recorder, "gpt-4o"), 7.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "cancelled")]), 1.0);
}

#[tokio::test]
async fn calls_that_are_dropped_together_are_one() {
    #[llm_metered(model = "inner", agent_id = "bot-1", usage = none)]
    async fn hangs() {
        future::pending::<()>().await;
    }
    #[llm_metered(model = "outer", agent_id = "bot-1", usage = none)]
    async fn complete() {
        hangs().await;
    }
    let recorder = Recorder::new();
    tokio::time::timeout(Duration::from_millis(1), recorder.scope(complete())).await.unwrap_err();
    assert_eq!((requests(&recorder, "inner").0, requests(&recorder, "outer").0), (1.0, 0.0));
    assert_eq!(recorder.counter("process_errors_total", &[]), 1.0);
}

fn replies(count: usize) -> impl Stream<Item = Answer> {
    stream::iter((0..count).map(|_| Ok(Reply::of("gpt-4o"))))
}

#[tokio::test]
async fn a_stream_whose_attempt_broke_off() {
    #[llm_metered(stream, attempt, model = "gpt-4o", agent_id = "bot-1")]
    fn attempt(breaks: bool) -> impl Stream<Item = Answer> {
        let end = breaks.then_some(Err(Failed(ErrorType::Connection)));
        replies(2).chain(stream::iter(end))
    }
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1", usage = none)]
    async fn complete() -> usize {
        assert_eq!(attempt(true).count().await, 3);
        attempt(false).count().await
    }
    let recorder = Recorder::new();
    assert_eq!(recorder.scope(complete()).await, 2);
    assert_eq!(attempts(&recorder, "gpt-4o"), [1.0, 1.0, 0.0, 0.0]);
    assert_eq!(requests(&recorder, "gpt-4o"), (1.0, 1));
    assert_eq!(tokens(&recorder, "gpt-4o"), 220.0);
}

#[tokio::test]
async fn a_stream_around_a_stream_is_one_request() {
    #[llm_metered(stream, attempt, model = "gpt-4o", agent_id = "bot-1")]
    fn attempt() -> impl Stream<Item = Answer> {
        replies(3)
    }
    #[llm_metered(stream, model = "gpt-4o", agent_id = "bot-1")]
    fn complete() -> impl Stream<Item = Answer> {
        attempt()
    }
    let recorder = Recorder::new();
    assert_eq!(recorder.scope(async { complete().count().await }).await, 3);
    assert_eq!((requests(&recorder, "gpt-4o"), tokens(&recorder, "gpt-4o")), ((1.0, 1), 110.0));
    // Half way: both are dropped, the outer one first.
    recorder.scope(async { drop(Box::pin(complete()).next().await) }).await;
    assert_eq!(attempts(&recorder, "gpt-4o"), [1.0, 0.0, 1.0, 0.0]);
    assert_eq!((requests(&recorder, "gpt-4o"), tokens(&recorder, "gpt-4o")), ((2.0, 2), 220.0));
}

#[tokio::test]
async fn by_hand() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1", usage = none)]
    async fn complete() {
        for answered in [false, true] {
            let call = LlmCall::builder("gpt-4o").attempt().start();
            if answered {
                call.usage(TokenUsage::new().input(5));
            } else {
                call.failed(ErrorType::NotFound);
            }
            call.end();
        }
    }
    let recorder = Recorder::new();
    recorder.scope(complete()).await;
    assert_eq!(attempts(&recorder, "gpt-4o"), [1.0, 1.0, 0.0, 0.0]);
    assert_eq!(requests(&recorder, "gpt-4o"), (1.0, 1));
    assert_eq!(tokens(&recorder, "gpt-4o"), 5.0);
}

#[test]
fn a_panic_is_an_outcome() {
    #[llm_metered(attempt, model = "gpt-4o", agent_id = "bot-1", usage = none)]
    fn panics(now: &Cell<bool>) {
        assert!(!now.get(), "now");
    }
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1", usage = none)]
    fn complete() {
        let now = Cell::new(true);
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| panics(&now))).unwrap_err();
        now.set(false);
        panics(&now);
    }
    let recorder = Recorder::new();
    recorder.scope_sync(complete);
    assert_eq!(attempts(&recorder, "gpt-4o"), [1.0, 0.0, 0.0, 1.0]);
    assert_eq!(requests(&recorder, "gpt-4o"), (1.0, 1));
    assert_eq!(recorder.counter("llm_usage_missing_total", &[]), 1.0, "neither reported its tokens");
}

#[tokio::test]
async fn the_call_around_attempts_takes_the_reason_of_the_last_that_answered() {
    struct Told(FinishReason);
    impl LlmResponse for Told {
        fn usage(&self) -> Option<TokenUsage> {
            Some(TokenUsage::new().input(1).output(1))
        }
        fn finish_reason(&self) -> Option<FinishReason> {
            Some(self.0)
        }
    }
    #[llm_metered(attempt, model = "gpt-4o", agent_id = "bot-1")]
    async fn attempt(answer: Result<FinishReason, ErrorType>) -> Result<Told, Failed> {
        answer.map(Told).map_err(Failed)
    }
    #[llm_metered(usage = none, model = "gpt-4o", agent_id = "bot-1")]
    async fn complete(answers: &[Result<FinishReason, ErrorType>]) -> Result<(), Failed> {
        let mut last = Ok(());
        for answer in answers {
            last = attempt(*answer).await.map(|_| ());
        }
        last
    }
    let (length, stop, refused) = (Ok(FinishReason::Length), Ok(FinishReason::Stop), Err(ErrorType::RateLimit));
    for (answers, expected) in [
        (vec![refused, length], Some("length")),
        (vec![length, stop], Some("stop")),
        (vec![refused, refused], None),
        (vec![stop, refused], None),
    ] {
        let recorder = Recorder::new();
        let ended = recorder.scope(complete(&answers)).await;
        assert_eq!(ended.is_ok(), expected.is_some());
        let counted: Vec<_> = FinishReason::ALL
            .iter()
            .filter(|reason| recorder.counter("llm_finish_reasons_total", &[("reason", reason.as_str())]) == 1.0)
            .map(|reason| reason.as_str())
            .collect();
        assert_eq!(counted, expected.into_iter().collect::<Vec<_>>());
        assert_eq!(recorder.counter("llm_finish_reasons_total", &[]), expected.map_or(0.0, |_| 1.0));
    }
}
