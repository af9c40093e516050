//! A stream says itself that the answer is complete; what its reader does before and after is not the model's.

use agent_metrics::{
    ErrorType, FinishReason, LlmCall, LlmResponse, RewrapStream, TokenUsage, llm_metered, testing::Recorder,
};
use agent_metrics_tests::Failed;
use futures::{Stream, StreamExt, stream};
use std::{
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

/// An item of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Delta,
    Finished(FinishReason),
    /// The end without a reason.
    Done,
    Usage,
}
use Event::{Delta, Done, Finished, Usage};

impl LlmResponse for Event {
    fn usage(&self) -> Option<TokenUsage> {
        (*self == Usage).then(|| TokenUsage::new().input(100).output(10))
    }
    fn finish_reason(&self) -> Option<FinishReason> {
        match self {
            Finished(reason) => Some(*reason),
            _ => None,
        }
    }
    fn is_end(&self) -> bool {
        matches!(self, Finished(_) | Done)
    }
}

type Item = Result<Event, Failed>;
type Boxed = Pin<Box<dyn Stream<Item = Item> + Send>>;

/// A stream of a type of its own.
struct Own(Boxed);

impl Stream for Own {
    type Item = Item;
    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Item>> {
        self.0.poll_next_unpin(task)
    }
}

impl RewrapStream for Own {
    fn rewrapped(metered: impl Stream<Item = Item> + AsRef<Self> + Send + 'static) -> Self {
        Self(Box::pin(metered))
    }
}

fn given(items: &[Item]) -> Boxed {
    stream::iter(items.to_vec()).boxed()
}

// An attempt counts with its outcome, and without a call around it as the request too.
#[llm_metered(attempt, model = "gpt-4o")]
fn opaque(items: &[Item]) -> impl Stream<Item = Item> + Send + use<> {
    given(items)
}

#[llm_metered(stream, attempt, model = "gpt-4o")]
async fn boxed(items: &[Item]) -> Result<Boxed, Failed> {
    Ok(given(items))
}

#[llm_metered(stream, attempt, model = "gpt-4o")]
async fn opaque_in_result(items: &[Item]) -> Result<impl Stream<Item = Item> + Send + use<>, Failed> {
    Ok(given(items))
}

#[llm_metered(stream, attempt, model = "gpt-4o")]
async fn own(items: &[Item]) -> Own {
    Own(given(items))
}

fn started() -> LlmCall {
    LlmCall::builder("gpt-4o").attempt().start()
}

const SHAPES: &[&str] = &["opaque", "boxed", "opaque in a result", "own", "by hand", "rewrapped", "own, rewrapped"];

async fn metered(shape: &str, items: &[Item]) -> Boxed {
    match shape {
        "opaque" => opaque(items).boxed(),
        "boxed" => boxed(items).await.unwrap(),
        "opaque in a result" => opaque_in_result(items).await.unwrap().boxed(),
        "own" => own(items).await.boxed(),
        "by hand" => started().stream(given(items)).boxed(),
        "rewrapped" => started().rewrap(given(items)),
        _ => started().rewrap(Own(given(items))).boxed(),
    }
}

/// Outcomes, tokens, calls without a usage, and the reasons in the order of `FinishReason::ALL`.
#[derive(Debug, PartialEq)]
struct Recorded {
    outcome: &'static str,
    tokens: f64,
    usage_missing: f64,
    reason: Option<FinishReason>,
}

fn recorded(recorder: &Recorder) -> Recorded {
    assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
    assert_eq!(recorder.histogram_count("llm_request_duration_seconds", &[]), 1);
    let is_one = |name, label: (&str, &str)| recorder.counter(name, &[label]) == 1.0;
    let outcomes = ["ok", "error", "cancelled", "panicked"].into_iter();
    let outcomes: Vec<_> = outcomes.filter(|outcome| is_one("llm_attempts_total", ("outcome", outcome))).collect();
    let [outcome] = *outcomes else { panic!("{outcomes:?}") };
    let reasons = FinishReason::ALL.iter().copied();
    let reasons: Vec<_> =
        reasons.filter(|reason| is_one("llm_finish_reasons_total", ("reason", reason.as_str()))).collect();
    assert!(reasons.len() < 2, "{reasons:?}");
    let failures = recorder.counter("process_errors_total", &[]);
    assert_eq!(failures, if outcome == "ok" { 0.0 } else { 1.0 }, "{outcome}");
    Recorded {
        outcome,
        tokens: recorder.counter("llm_tokens_total", &[]),
        usage_missing: recorder.counter("llm_usage_missing_total", &[("model", "gpt-4o")]),
        reason: reasons.first().copied(),
    }
}

/// Reads so many items of a stream of each shape, and drops it.
#[track_caller]
fn assert_each(
    items: &[Item],
    read: usize,
    outcome: &'static str,
    tokens: f64,
    missing: f64,
    reason: Option<FinishReason>,
) {
    for shape in SHAPES {
        let recorder = Recorder::new();
        let reading = async {
            let mut stream = metered(shape, items).await;
            for _ in 0..read {
                stream.next().await;
            }
        };
        futures::executor::block_on(recorder.scope(reading));
        let expected = Recorded { outcome, tokens, usage_missing: missing, reason };
        assert_eq!(recorded(&recorder), expected, "{shape}: {read} of {items:?}");
    }
}

#[test]
fn a_stream_that_has_said_that_it_is_complete_is_ok() {
    let stop = Some(FinishReason::Stop);
    let items = [Ok(Delta), Ok(Finished(FinishReason::Stop)), Ok(Usage)];
    assert_each(&items, 2, "ok", 0.0, 1.0, stop); // left before the usage
    assert_each(&items, 3, "ok", 110.0, 0.0, stop); // left after it
    assert_each(&items, 4, "ok", 110.0, 0.0, stop); // polled on
    assert_each(&[Ok(Delta), Ok(Usage), Ok(Done)], 3, "ok", 110.0, 0.0, None);
    assert_each(&[Ok(Delta), Ok(Done)], 2, "ok", 0.0, 1.0, None);
    assert_each(&[Ok(Delta), Ok(Usage)], 3, "ok", 110.0, 0.0, None); // it ends without a word
}

#[test]
fn a_stream_that_is_left_before_its_end_is_cancelled() {
    let items = [Ok(Delta), Ok(Usage), Ok(Done)];
    assert_each(&items, 0, "cancelled", 0.0, 1.0, None);
    assert_each(&items, 1, "cancelled", 0.0, 1.0, None);
    assert_each(&items, 2, "cancelled", 110.0, 0.0, None);
}

#[test]
fn an_error_after_the_end_is_none_of_the_answer() {
    let broken = Err(Failed(ErrorType::Connection));
    assert_each(&[Ok(Delta), Ok(Done), broken, Ok(Usage)], 5, "ok", 110.0, 0.0, None);
    assert_each(&[Ok(Delta), broken], 2, "error", 0.0, 0.0, None);
}

#[test]
fn the_last_reason_holds() {
    use FinishReason::{ContentFilter, Length, Other, Stop, ToolCalls};
    for reason in [Stop, Length, ToolCalls, ContentFilter, Other] {
        assert_each(&[Ok(Finished(Stop)), Ok(Finished(reason)), Ok(Usage)], 4, "ok", 110.0, 0.0, Some(reason));
    }
}

#[test]
fn leaving_may_be_the_normal_end() {
    #[llm_metered(attempt, dropped = ok, model = "gpt-4o")]
    fn opaque(items: &[Item]) -> impl Stream<Item = Item> + use<> {
        given(items)
    }
    #[llm_metered(stream, attempt, dropped = ok, model = "gpt-4o")]
    async fn boxed(items: &[Item]) -> Boxed {
        given(items)
    }
    #[llm_metered(stream, attempt, dropped = ok, model = "gpt-4o")]
    async fn own(items: &[Item]) -> Own {
        tokio::task::yield_now().await;
        Own(given(items))
    }
    let items = [Ok(Delta), Ok(Usage), Ok(Delta), Ok(Done)];
    for (read, tokens, usage_missing) in [(1, 0.0, 1.0), (2, 110.0, 0.0)] {
        let expected = Recorded { outcome: "ok", tokens, usage_missing, reason: None };
        let read = |stream: Boxed| stream.take(read).collect::<Vec<_>>();
        let recorder = Recorder::new();
        futures::executor::block_on(recorder.scope(async { read(opaque(&items).boxed()).await }));
        assert_eq!(recorded(&recorder), expected);
        let recorder = Recorder::new();
        futures::executor::block_on(recorder.scope(async { read(boxed(&items).await).await }));
        assert_eq!(recorded(&recorder), expected);
        let recorder = Recorder::new();
        futures::executor::block_on(recorder.scope(async { read(own(&items).await.boxed()).await }));
        assert_eq!(recorded(&recorder), expected);
    }
    // An error is one, and so is a call that is left before there is a stream.
    let recorder = Recorder::new();
    let failing = [Err(Failed(ErrorType::Timeout))];
    futures::executor::block_on(recorder.scope(async { boxed(&failing).await.next().await }));
    assert_eq!(recorded(&recorder).outcome, "error");
    let recorder = Recorder::new();
    drop(futures::FutureExt::now_or_never(recorder.scope(own(&items))));
    assert_eq!(recorded(&recorder).outcome, "cancelled");
}

#[tokio::test]
async fn a_handle_says_that_the_answer_is_complete() {
    #[llm_metered(stream, attempt, model = "gpt-4o", usage = none, handle = call)]
    fn words() -> impl Stream<Item = &'static str> {
        stream::iter(["one", "two", "three"]).inspect(move |word| {
            if *word == "two" {
                call.finish_reason(FinishReason::ToolCalls);
            }
        })
    }
    for (read, outcome, reason) in [(1, "cancelled", None), (2, "ok", Some(FinishReason::ToolCalls))] {
        let recorder = Recorder::new();
        recorder.scope(async { words().take(read).collect::<Vec<_>>().await }).await;
        assert_eq!(recorded(&recorder), Recorded { outcome, tokens: 0.0, usage_missing: 1.0, reason });
    }
}

#[tokio::test]
async fn a_function_that_is_left_after_the_answer_is_ok() {
    #[llm_metered(attempt, model = "gpt-4o", usage = none, handle = call)]
    async fn ask_and_act(finishes: bool) {
        if finishes {
            call.finished();
        }
        std::future::pending::<()>().await;
    }
    for (finishes, outcome, missing) in [(false, "cancelled", 0.0), (true, "ok", 1.0)] {
        let recorder = Recorder::new();
        let left = tokio::time::timeout(Duration::from_millis(1), recorder.scope(ask_and_act(finishes))).await;
        assert!(left.is_err());
        let expected = Recorded { outcome, tokens: 0.0, usage_missing: missing, reason: None };
        assert_eq!(recorded(&recorder), expected, "{finishes}");
    }
}

#[tokio::test]
async fn a_call_by_hand_says_that_the_answer_is_complete() {
    let ok = |missing| Recorded { outcome: "ok", tokens: 0.0, usage_missing: missing, reason: None };
    let recorder = Recorder::new();
    recorder.scope_sync(|| started().finished());
    assert_eq!(recorded(&recorder), ok(1.0));

    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let call = started();
        call.finished();
        drop(call.stream(given(&[Ok(Delta)])));
    });
    assert_eq!(recorded(&recorder), ok(1.0), "the stream of a call that has said so");

    let recorder = Recorder::new();
    recorder.scope_sync(|| started().stream(given(&[Ok(Delta)])).finished());
    assert_eq!(recorded(&recorder), ok(1.0), "said to the stream");

    for (items, outcome) in [(&[Delta][..], "cancelled"), (&[Delta, Finished(FinishReason::Length)], "ok")] {
        let recorder = Recorder::new();
        recorder.scope_sync(|| {
            let call = started();
            for item in items {
                call.item(item);
            }
        });
        let reason = (outcome == "ok").then_some(FinishReason::Length);
        assert_eq!(recorded(&recorder), Recorded { outcome, tokens: 0.0, usage_missing: 1.0, reason }, "{items:?}");
    }
}

#[test]
fn a_whole_response_tells_why_the_model_stopped() {
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1", tier = "worker", worker_type = "coder")]
    fn ask(reason: FinishReason) -> Result<Box<Event>, Failed> {
        Ok(Box::new(Finished(reason)))
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        for reason in [FinishReason::Stop, FinishReason::Length, FinishReason::Length] {
            ask(reason).unwrap();
        }
    });
    let labels = [("agent_id", "bot-1"), ("model", "gpt-4o"), ("tier", "worker"), ("worker_type", "coder")];
    let counted = |reason| {
        let labels: Vec<_> = labels.into_iter().chain([("reason", reason)]).collect();
        recorder.counter("llm_finish_reasons_total", &labels)
    };
    assert_eq!([counted("stop"), counted("length"), counted("other")], [1.0, 2.0, 0.0]);
    assert_eq!(recorder.series("llm_finish_reasons_total"), 2);
}

#[test]
fn a_request_has_one_reason_however_many_attempts() {
    #[llm_metered(attempt, model = "gpt-4o")]
    fn attempt(reason: FinishReason) -> Event {
        Finished(reason)
    }
    #[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
    fn ask() -> Event {
        attempt(FinishReason::Length);
        attempt(FinishReason::Stop)
    }
    let recorder = Recorder::new();
    recorder.scope_sync(ask);
    assert_eq!(recorder.counter("llm_attempts_total", &[]), 2.0);
    assert_eq!(recorder.counter("llm_finish_reasons_total", &[("reason", "stop")]), 1.0);
    assert_eq!(recorder.counter("llm_finish_reasons_total", &[]), 1.0);
}

const READER: Duration = Duration::from_millis(300);
const MODEL: Duration = Duration::from_millis(20);

fn slow(items: &[Item]) -> Boxed {
    let wait = |item| async move {
        tokio::time::sleep(MODEL).await;
        item
    };
    stream::iter(items.to_vec()).then(wait).boxed()
}

/// Pauses after each of so many items, and returns how long all of it took.
async fn read_and_pause(mut stream: Boxed, items: u32) -> Duration {
    let begin = Instant::now();
    for _ in 0..items {
        stream.next().await;
        tokio::time::sleep(READER).await;
    }
    drop(stream);
    begin.elapsed()
}

#[tokio::test]
async fn what_the_reader_does_is_not_the_time_of_the_model() {
    #[llm_metered(stream, model = "gpt-4o")]
    fn ask(items: &[Item]) -> Boxed {
        slow(items)
    }
    let items = [Ok(Usage), Ok(Delta), Ok(Done)];
    // Left after the last item, left before it, and polled to the end.
    for (by_hand, read) in [(false, 3), (false, 2), (false, 4), (true, 3)] {
        let recorder = Recorder::new();
        let reading = async {
            let stream = if by_hand { LlmCall::start("gpt-4o").stream(slow(&items)).boxed() } else { ask(&items) };
            read_and_pause(stream, read).await
        };
        let all = recorder.scope(reading).await;
        let whole = recorder.histogram_sum("llm_request_duration_seconds", &[]);
        let first = recorder.histogram_sum("llm_time_to_first_token_seconds", &[]);
        // Load makes both the model and the reader slower, but neither is quicker than it sleeps.
        let (model, reader) = (f64::from(read.min(3)) * 0.02, f64::from(read) * 0.3);
        let rest = all.as_secs_f64() - whole;
        assert!(whole >= model, "{whole}: {read} items, {by_hand}");
        assert!(rest >= reader * 0.98, "{whole} of {all:?}: {read} items, {by_hand}");
        assert!(first >= 0.04 && first <= whole, "{first}: the second item is the first token");
    }
}

#[test]
fn a_stream_that_blocks_is_timed_too() {
    #[llm_metered(stream, model = "gpt-4o")]
    fn ask() -> impl Stream<Item = Item> {
        stream::iter([Ok(Delta), Ok(Done)]).inspect(|_| std::thread::sleep(MODEL))
    }
    let recorder = Recorder::new();
    futures::executor::block_on(recorder.scope(async { ask().count().await }));
    let whole = recorder.histogram_sum("llm_request_duration_seconds", &[]);
    assert!(whole >= 0.04, "{whole}");
}

#[tokio::test]
async fn a_call_without_an_item_lasts_until_it_is_left() {
    #[llm_metered(stream, model = "gpt-4o")]
    fn ask() -> Boxed {
        stream::pending().boxed()
    }
    let recorder = Recorder::new();
    let left = tokio::time::timeout(Duration::from_millis(20), recorder.scope(async { ask().next().await })).await;
    assert!(left.is_err());
    let whole = recorder.histogram_sum("llm_request_duration_seconds", &[]);
    assert!(whole >= 0.02, "{whole}");
}

#[tokio::test]
async fn what_follows_the_answer_is_not_its_duration() {
    #[llm_metered(model = "gpt-4o", usage = none, handle = call)]
    async fn ask_and_act() {
        call.finished();
        tokio::time::sleep(READER).await;
    }
    let recorder = Recorder::new();
    let begin = Instant::now();
    recorder.scope(ask_and_act()).await;
    let rest = begin.elapsed().as_secs_f64() - recorder.histogram_sum("llm_request_duration_seconds", &[]);
    assert!(rest >= 0.29, "{rest}");
}

#[test]
fn an_item_that_only_tells_usage_is_no_first_token() {
    /// A type that implements nothing but `usage`; by default its counts are zero.
    #[derive(Clone, Copy)]
    struct Chunk(Option<u64>);
    impl LlmResponse for Chunk {
        fn usage(&self) -> Option<TokenUsage> {
            self.0.map(|tokens| TokenUsage::new().input(tokens).output(tokens))
        }
    }
    #[llm_metered(stream, model = "gpt-4o")]
    fn ask(items: Vec<Chunk>) -> impl Stream<Item = Chunk> {
        stream::iter(items)
    }
    #[llm_metered(stream, model = "gpt-4o", usage = |chunk| chunk.0.map(|tokens| TokenUsage::new().output(tokens)))]
    fn ask_by_closure(items: Vec<Chunk>) -> impl Stream<Item = Chunk> {
        stream::iter(items)
    }
    for (items, first_tokens) in [
        (vec![Some(7)], 0),
        (vec![Some(7), Some(9)], 0),
        (vec![None], 1),
        (vec![Some(0)], 1),
        (vec![Some(7), None, Some(9)], 1),
    ] {
        let items: Vec<_> = items.into_iter().map(Chunk).collect();
        let recorder = Recorder::new();
        futures::executor::block_on(recorder.scope(async { ask(items.clone()).count().await }));
        assert_eq!(recorder.histogram_count("llm_time_to_first_token_seconds", &[]), first_tokens);
        let recorder = Recorder::new();
        futures::executor::block_on(recorder.scope(async { ask_by_closure(items).count().await }));
        assert_eq!(recorder.histogram_count("llm_time_to_first_token_seconds", &[]), first_tokens);
    }
}
