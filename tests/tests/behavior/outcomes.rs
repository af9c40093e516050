//! Each call has one of four outcomes, which are shown from the start of the first one on; failures count by model.

use agent_metrics::{
    Config, ErrorType, LlmCall, TokenUsage, ToolCall, llm_metered, process_metric, testing::Recorder, tool_call,
};
use agent_metrics_tests::{Failed, Reply};
use futures::{FutureExt, Stream, StreamExt, future::pending, stream};
use std::{cell::Cell, panic::AssertUnwindSafe};

type Answer = Result<Reply, Failed>;

#[derive(Clone, Copy)]
enum End {
    Ok,
    Failed(ErrorType),
    Never,
    Panic,
}

impl End {
    async fn come(self) -> Answer {
        tokio::task::yield_now().await;
        match self {
            Self::Ok => Ok(Reply::of("gpt-4o")),
            Self::Failed(error_type) => Err(Failed(error_type)),
            Self::Never => pending().await,
            Self::Panic => panic!("on purpose"),
        }
    }
}

#[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
async fn ask(end: End) -> Answer {
    end.come().await
}

#[llm_metered(attempt, model = model, agent_id = "bot-1")]
async fn attempt(model: &str, end: End) -> Answer {
    end.come().await
}

#[tool_call(name = "shell", agent_id = "bot-1")]
async fn shell(end: End) -> Answer {
    end.come().await
}

#[process_metric(worker, agent_id = "bot-1")]
async fn work(end: End) -> Answer {
    end.come().await
}

/// Ends in each of the ways: polled once and dropped, unless it ends before.
async fn run(recorder: &Recorder, call: impl Future<Output = Answer>) {
    let call = AssertUnwindSafe(recorder.scope(call)).catch_unwind();
    let timeout = std::time::Duration::from_millis(5);
    let _ended = tokio::time::timeout(timeout, call).await;
}

fn outcomes(recorder: &Recorder, name: &str, label: (&str, &str)) -> [f64; 4] {
    ["ok", "error", "cancelled", "panicked"].map(|outcome| recorder.counter(name, &[label, ("outcome", outcome)]))
}

const ALL: [End; 5] = [End::Ok, End::Ok, End::Failed(ErrorType::RateLimit), End::Never, End::Panic];

#[tokio::test]
async fn each_call_has_one_outcome() {
    let recorder = Recorder::new();
    for end in ALL {
        run(&recorder, ask(end)).await;
        run(&recorder, shell(end)).await;
        run(&recorder, work(end)).await;
    }
    let expected = [2.0, 1.0, 1.0, 1.0];
    assert_eq!(outcomes(&recorder, "llm_outcomes_total", ("model", "gpt-4o")), expected);
    assert_eq!(outcomes(&recorder, "tool_outcomes_total", ("tool_name", "shell")), expected);
    assert_eq!(outcomes(&recorder, "processes_total", ("process_type", "worker")), expected);
    for name in ["llm_outcomes_total", "llm_requests_total", "tool_outcomes_total", "tool_calls_total"] {
        assert_eq!(recorder.counter(name, &[]), 5.0, "{name}");
    }
}

/// A scrape during the first call has all outcomes, so that the first error is an increase.
#[tokio::test]
async fn all_outcomes_are_shown_while_the_first_call_runs() {
    let recorder = Recorder::new();
    let names = ["llm_outcomes_total", "tool_outcomes_total", "processes_total", "llm_attempts_total"];
    let mut calls = Box::pin(recorder.scope(async {
        let ask = ask(End::Never);
        let tool = shell(End::Never);
        let process = work(End::Never);
        let attempt = attempt("gpt-4o", End::Never);
        drop(futures::join!(ask, tool, process, attempt));
    }));
    assert!(calls.as_mut().now_or_never().is_none());
    for name in names {
        assert_eq!((recorder.series(name), recorder.counter(name, &[])), (4, 0.0), "{name}");
    }
    for name in ["llm_requests_total", "tool_calls_total", "llm_request_duration_seconds"] {
        assert_eq!(recorder.series(name), 0, "{name}: nothing has ended");
    }
    drop(calls);
    for name in names {
        assert_eq!(recorder.series(name), 4, "{name}");
        assert!(recorder.counter(name, &[("outcome", "cancelled")]) > 0.0, "{name}");
    }
    assert_eq!((recorder.series("llm_requests_total"), recorder.series("tool_calls_total")), (1, 1));
}

#[test]
fn all_outcomes_are_shown_where_another_model_answers() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn fallback() -> Reply {
        Reply::of("claude-sonnet-4-5")
    }
    let recorder = Recorder::new();
    recorder.scope_sync(fallback);
    assert_eq!(outcomes(&recorder, "llm_outcomes_total", ("model", "claude-sonnet-4-5")), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(recorder.series("llm_outcomes_total"), 8);
    assert_eq!(recorder.series("llm_requests_total"), 1);
}

#[tokio::test]
async fn a_request_with_attempts_is_one_outcome() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    async fn retry(ends: &[End]) -> Answer {
        let mut answer = Err(Failed(ErrorType::Other));
        for end in ends {
            answer = attempt("gpt-4o", *end).await;
        }
        answer
    }
    let limited = End::Failed(ErrorType::RateLimit);
    let recorder = Recorder::new();
    run(&recorder, retry(&[limited, limited, End::Ok])).await;
    run(&recorder, retry(&[limited, End::Failed(ErrorType::Timeout)])).await;
    run(&recorder, retry(&[limited, End::Never])).await;
    assert_eq!(outcomes(&recorder, "llm_outcomes_total", ("model", "gpt-4o")), [1.0, 1.0, 1.0, 0.0]);
    let errors = |error_type| recorder.counter("llm_errors_total", &[("model", "gpt-4o"), ("error_type", error_type)]);
    assert_eq!(errors("rate_limit"), 4.0, "those that retries overcame, too");
    assert_eq!((errors("timeout"), errors("cancelled")), (1.0, 1.0), "attempts, and not once more the request");
    assert_eq!(recorder.counter("llm_errors_total", &[]), 6.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 2.0, "requests that failed");
}

#[tokio::test]
async fn a_failed_call_counts_by_its_model() {
    let recorder = Recorder::new();
    for end in ALL {
        run(&recorder, ask(end)).await;
        run(&recorder, attempt("gpt-4o-mini", end)).await;
    }
    for model in ["gpt-4o", "gpt-4o-mini"] {
        for error_type in ["rate_limit", "cancelled", "panic"] {
            let labels = [("agent_id", "bot-1"), ("model", model), ("tier", "unknown"), ("error_type", error_type)];
            assert_eq!(recorder.counter("llm_errors_total", &labels), 1.0, "{labels:?}");
        }
    }
    assert_eq!(recorder.counter("llm_errors_total", &[]), 6.0, "an attempt that is the request counts once");
}

#[test]
fn a_failure_counts_under_the_model_that_was_requested() {
    #[llm_metered(model = model, agent_id = "bot-1", tier = "worker", worker_type = "coder", handle = call)]
    fn fail(model: &str, answered: &str) -> Answer {
        call.answered_by(answered);
        Err(Failed(ErrorType::ContentFilter))
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        for (requested, answered) in [("gpt-4o", "claude-sonnet-4-5"), ("", "claude-sonnet-4-5"), ("", "")] {
            fail(requested, answered).unwrap_err();
        }
    });
    let text = recorder.render();
    for model in ["gpt-4o", "claude-sonnet-4-5", "unknown"] {
        let labels = format!(
            r#"agent_id="bot-1",model="{model}",tier="worker",worker_type="coder",error_type="content_filter""#
        );
        assert!(text.contains(&format!("agent_llm_errors_total{{{labels}}} 1\n")), "{model}: {text}");
    }
}

#[tokio::test]
async fn streams_have_one_outcome() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn answer(items: Vec<Answer>) -> impl Stream<Item = Answer> {
        stream::iter(items)
    }
    #[tool_call(name = "tail", agent_id = "bot-1")]
    fn lines(items: Vec<Answer>) -> impl Stream<Item = Answer> {
        stream::iter(items)
    }
    let recorder = Recorder::new();
    let failed = vec![Ok(Reply::of("gpt-4o")), Err(Failed(ErrorType::Overloaded))];
    let read = recorder.scope(async {
        answer(failed.clone()).count().await;
        drop(answer(failed.clone()));
        answer(vec![Ok(Reply::of("gpt-4o"))]).count().await;
        lines(failed.clone()).count().await;
        drop(lines(failed.clone()));
        lines(Vec::new()).count().await;
    });
    read.await;
    assert_eq!(outcomes(&recorder, "llm_outcomes_total", ("model", "gpt-4o")), [1.0, 1.0, 1.0, 0.0]);
    assert_eq!(outcomes(&recorder, "tool_outcomes_total", ("tool_name", "tail")), [1.0, 1.0, 1.0, 0.0]);
    assert_eq!(recorder.counter("llm_errors_total", &[("error_type", "overloaded")]), 1.0);
    assert_eq!(recorder.counter("llm_errors_total", &[("error_type", "cancelled")]), 1.0);
}

#[test]
fn above_the_cap_outcomes_and_errors_stay_exact() {
    let recorder = Recorder::with_config(Config::new().series_cap(2)).unwrap();
    recorder.scope_sync(|| {
        for model in ["a", "b", "c", "d", "c"] {
            let call = LlmCall::builder(model).agent_id("bot-1").start();
            call.usage(TokenUsage::new().input(1));
            call.failed(ErrorType::RateLimit);
            call.end();
            ToolCall::builder(model).agent_id("bot-1").start().failed(ErrorType::RateLimit);
        }
    });
    assert_eq!(outcomes(&recorder, "llm_outcomes_total", ("model", "_overflow")), [0.0, 3.0, 0.0, 0.0]);
    assert_eq!(outcomes(&recorder, "llm_outcomes_total", ("model", "a")), [0.0, 1.0, 0.0, 0.0]);
    assert_eq!(recorder.counter("llm_outcomes_total", &[]), 5.0);
    assert_eq!(recorder.counter("llm_errors_total", &[]), 5.0);
    assert_eq!(recorder.counter("llm_errors_total", &[("model", "_overflow")]), 3.0);
    assert_eq!(recorder.counter("tool_outcomes_total", &[]), 5.0);
    assert_eq!(recorder.series("llm_errors_total"), 3, "two, and the overflow");
    assert_eq!(recorder.gauge("llm_requests_in_flight", &[]), 0.0);
}

#[tokio::test]
async fn requests_are_in_flight_until_they_end() {
    let recorder = Recorder::new();
    let in_flight = |model| recorder.gauge("llm_requests_in_flight", &[("model", model)]);
    for end in ALL {
        run(&recorder, ask(end)).await;
        assert_eq!(in_flight("gpt-4o"), 0.0);
    }
    let mut calls: Vec<_> = (0..3).map(|_| Box::pin(recorder.scope(ask(End::Never)))).collect();
    for call in &mut calls {
        assert!(call.as_mut().now_or_never().is_none());
    }
    assert_eq!(in_flight("gpt-4o"), 3.0);
    calls.pop();
    assert_eq!(in_flight("gpt-4o"), 2.0);
    calls.clear();
    assert_eq!(in_flight("gpt-4o"), 0.0);
    assert_eq!(recorder.series("llm_requests_in_flight"), 1, "it stays, with zero");
}

/// A request is one, whatever runs inside it, and wherever it ends.
#[tokio::test]
async fn what_runs_inside_a_request_is_not_in_flight_once_more() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    async fn outer(recorder: &Recorder) -> Answer {
        let in_flight = |model| recorder.gauge("llm_requests_in_flight", &[("model", model)]);
        let inside = |inner: &Cell<f64>| inner.set(in_flight("gpt-4o") + in_flight("gpt-4o-mini"));
        let inner = Cell::new(0.0);
        let mut attempt = LlmCall::builder("gpt-4o-mini").agent_id("bot-1").attempt().start();
        attempt.scope_sync(|| inside(&inner));
        attempt.end();
        assert_eq!(inner.take(), 1.0, "an attempt");
        let mut same = LlmCall::builder("gpt-4o").agent_id("bot-1").start();
        same.scope_sync(|| inside(&inner));
        same.end();
        assert_eq!(inner.take(), 1.0, "the same call, metered inside as well");
        Ok(Reply::of("claude-sonnet-4-5"))
    }
    let recorder = Recorder::new();
    recorder.scope(outer(&recorder)).await.unwrap();
    for model in ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "unknown"] {
        assert_eq!(recorder.gauge("llm_requests_in_flight", &[("model", model)]), 0.0, "{model}");
    }
    recorder.scope_sync(|| {
        let call = LlmCall::builder("").agent_id("bot-1").start();
        assert_eq!(recorder.gauge("llm_requests_in_flight", &[("model", "unknown")]), 1.0);
        call.answered_by("gpt-4o");
        call.end();
    });
    assert_eq!(recorder.gauge("llm_requests_in_flight", &[]), 0.0);
    assert_eq!(recorder.counter("llm_requests_total", &[("model", "unknown")]), 0.0);
}
