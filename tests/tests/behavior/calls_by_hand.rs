//! A call that is metered by hand counts as one that an attribute meters.

use agent_metrics::{Call, Context, ErrorType, LlmHandle, RewrapStream, TokenUsage, llm_metered, testing::Recorder};
use agent_metrics_tests::{Failed, Reply};
use futures::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use std::{
    pin::Pin,
    task::{self, Poll},
};

type Item = Result<Reply, Failed>;

fn items() -> Vec<Item> {
    vec![Ok(Reply::default()), Ok(Reply::of("gpt-4o"))]
}

fn assert_one_call(recorder: &Recorder, model: &str, tokens: f64) {
    assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
    assert_eq!(recorder.counter("llm_requests_total", &[("model", model)]), 1.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[]), tokens);
}

fn assert_failed(recorder: &Recorder, error_type: ErrorType) {
    assert_eq!(recorder.counter("process_errors_total", &[]), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", error_type.as_str())]), 1.0);
}

#[test]
fn what_it_is_told_is_recorded_at_its_end() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let context = Context::new("bot-1").with_process_type("worker");
        let call = context.scope_sync(|| Call::builder("gpt-4o").provider("openai").start());
        call.first_token();
        call.usage(TokenUsage::new().input(100).output(10));
        call.answered_by("claude-sonnet-4-5");
        call.end();
    });
    assert_one_call(&recorder, "claude-sonnet-4-5", 110.0);
    assert_eq!(recorder.counter("llm_requests_total", &[("agent_id", "bot-1"), ("tier", "worker")]), 1.0);
    assert_eq!(recorder.histogram_count("llm_time_to_first_token_seconds", &[]), 1);
    assert_eq!(recorder.counter("process_errors_total", &[]), 0.0);
}

#[test]
fn the_context_can_be_given() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let context = Context::new("bot-2").scope_sync(Context::current);
        Call::builder("gpt-4o").context(&context).start().end();
    });
    assert_eq!(recorder.counter("llm_requests_total", &[("agent_id", "bot-2")]), 1.0);
}

#[test]
fn dropped_before_its_end_it_is_cancelled() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let call = Call::start("gpt-4o");
        call.usage(TokenUsage::new().input(100));
    });
    assert_one_call(&recorder, "gpt-4o", 100.0);
    assert_failed(&recorder, ErrorType::Cancelled);
}

#[test]
fn it_ends_with_a_response_or_an_error() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| Call::start("gpt-4o").end_with(&Reply::of("o3")));
    assert_one_call(&recorder, "o3", 110.0);
    let recorder = Recorder::new();
    recorder.scope_sync(|| Call::start("gpt-4o").end_with(&Item::Err(Failed(ErrorType::Auth))));
    assert_one_call(&recorder, "gpt-4o", 0.0);
    assert_failed(&recorder, ErrorType::Auth);
}

#[test]
fn a_failure_that_is_told_does_not_end_it() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let call = Call::start("gpt-4o");
        call.failed(ErrorType::ContentFilter);
        call.usage(TokenUsage::new().output(10));
        call.end();
    });
    assert_one_call(&recorder, "gpt-4o", 10.0);
    assert_failed(&recorder, ErrorType::ContentFilter);
}

#[test]
fn parts_that_are_no_stream_are_told_one_by_one() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let call = Call::start("gpt-4o");
        for item in &items() {
            call.item(item);
        }
        call.end();
    });
    assert_one_call(&recorder, "gpt-4o", 110.0);
    assert_eq!(recorder.histogram_count("llm_time_to_first_token_seconds", &[]), 1);
}

#[tokio::test]
async fn a_metered_function_inside_counts_once() {
    #[llm_metered(model = "gpt-4o")]
    async fn ask() -> Item {
        tokio::task::yield_now().await;
        Ok(Reply::of("gpt-4o"))
    }
    let recorder = Recorder::new();
    recorder.scope(Call::start("outer").run(ask())).await.unwrap();
    assert_one_call(&recorder, "gpt-4o", 110.0);
}

#[tokio::test]
async fn streams_of_results_and_of_responses() {
    let recorder = Recorder::new();
    let stream = recorder.scope_sync(|| Call::start("gpt-4o").stream(stream::iter(items())));
    assert_eq!(stream.count().await, 2);
    assert_one_call(&recorder, "gpt-4o", 110.0);
    let recorder = Recorder::new();
    let stream = recorder.scope_sync(|| Call::start("gpt-4o").stream(stream::iter([Reply::of("gpt-4o")])));
    assert_eq!(stream.count().await, 1);
    assert_one_call(&recorder, "gpt-4o", 110.0);
}

#[tokio::test]
async fn a_metered_stream_can_be_spawned_and_is_cancelled_by_its_drop() {
    let recorder = Recorder::new();
    let mut stream = recorder.scope_sync(|| Call::start("gpt-4o").stream(stream::iter(items())));
    tokio::spawn(async move { stream.next().await }).await.unwrap();
    assert_one_call(&recorder, "gpt-4o", 0.0);
    assert_failed(&recorder, ErrorType::Cancelled);
}

/// A stream type of its own, as clients have them.
struct Closed {
    id: u32,
    items: BoxStream<'static, Item>,
}

impl Stream for Closed {
    type Item = Item;
    fn poll_next(mut self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<Option<Item>> {
        self.items.poll_next_unpin(task)
    }
}

impl RewrapStream for Closed {
    fn rewrapped(metered: impl Stream<Item = Item> + AsRef<Self> + Send + 'static) -> Self {
        Self { id: metered.as_ref().id, items: metered.boxed() }
    }
    fn ended(&self, call: &LlmHandle) {
        call.usage(TokenUsage::new().input_excluding_cached(None::<u64>, self.id, None::<u64>));
    }
}

fn closed() -> Closed {
    Closed { id: 7, items: stream::iter(items()).boxed() }
}

#[tokio::test]
async fn a_type_that_says_how_is_made_anew() {
    #[llm_metered(stream, model = "gpt-4o")]
    async fn ask() -> Result<Closed, Failed> {
        Ok(closed())
    }
    let recorder = Recorder::new();
    let stream = recorder.scope(ask()).await.unwrap();
    assert_eq!(stream.id, 7);
    assert_eq!(stream.count().await, 2);
    assert_one_call(&recorder, "gpt-4o", 117.0);

    let recorder = Recorder::new();
    let stream = recorder.scope_sync(|| Call::start("gpt-4o").rewrap(closed()));
    assert_eq!(stream.count().await, 2);
    assert_one_call(&recorder, "gpt-4o", 117.0);

    let recorder = Recorder::new();
    let stream: BoxStream<'static, Item> =
        recorder.scope_sync(|| Call::start("gpt-4o").rewrap(stream::iter(items()).boxed()));
    assert_eq!(stream.count().await, 2);
    assert_one_call(&recorder, "gpt-4o", 110.0);
}

#[tokio::test]
async fn a_stream_tells_what_it_knows_also_when_it_is_dropped_or_fails() {
    let recorder = Recorder::new();
    drop(recorder.scope_sync(|| Call::start("gpt-4o").rewrap(closed())));
    assert_one_call(&recorder, "gpt-4o", 7.0);
    assert_failed(&recorder, ErrorType::Cancelled);

    let recorder = Recorder::new();
    let failing = Closed { id: 7, items: stream::iter([Err(Failed(ErrorType::Auth))]).boxed() };
    recorder.scope_sync(|| Call::start("gpt-4o").rewrap(failing)).collect::<Vec<_>>().await;
    assert_one_call(&recorder, "gpt-4o", 7.0);
    assert_failed(&recorder, ErrorType::Auth);
}
