//! A call that begins inside one call and ends inside another, or on another thread, belongs to the one that it began in.

use agent_metrics::{LlmCall, MemoryOp, TokenUsage, ToolCall, llm_metered, memory_op, testing::Recorder, tool_call};
use agent_metrics_tests::Reply;
use futures::{FutureExt, Stream, StreamExt, future, stream};
use std::{cell::Cell, pin::Pin, thread};

fn thousand() -> TokenUsage {
    TokenUsage::new().input(1_000)
}

fn tokens(recorder: &Recorder, model: &str) -> f64 {
    recorder.counter("llm_tokens_total", &[("model", model)])
}

fn requests(recorder: &Recorder, model: &str) -> f64 {
    recorder.counter("llm_requests_total", &[("model", model)])
}

/// Tokens of the calls `first`, `inner` and `second`.
fn all_tokens(recorder: &Recorder) -> [f64; 3] {
    ["first", "inner", "second"].map(|model| tokens(recorder, model))
}

fn all_requests(recorder: &Recorder) -> [f64; 3] {
    ["first", "inner", "second"].map(|model| requests(recorder, model))
}

type Items = Pin<Box<dyn Stream<Item = Reply> + Send>>;

#[llm_metered(stream, model = "inner", agent_id = "bot-1")]
fn stream_of(usage: Option<TokenUsage>) -> Items {
    Box::pin(stream::iter([Reply { model: String::new(), usage }]))
}

#[llm_metered(model = model, agent_id = "bot-1", usage = |_| Some(thousand()))]
async fn ask<T>(model: &str, inside: impl Future<Output = T>) -> T {
    inside.await
}

#[tokio::test]
async fn a_stream_that_is_handed_on() {
    let recorder = Recorder::new();
    recorder
        .scope(async {
            let items = ask("first", async { stream_of(Some(thousand())) }).await;
            ask("second", async { items.count().await }).await;
        })
        .await;
    assert_eq!(all_tokens(&recorder), [0.0, 1_000.0, 1_000.0], "what the first call reports is its stream's");
    assert_eq!(all_requests(&recorder), [0.0, 1.0, 1.0]);
}

#[tokio::test]
async fn a_stream_that_ends_elsewhere_while_its_call_goes_on() {
    for (usage, expected) in [(Some(thousand()), [0.0, 1_000.0, 1_000.0]), (None, [1_000.0, 0.0, 1_000.0])] {
        let recorder = Recorder::new();
        let (handed_on, received) = tokio::sync::oneshot::channel();
        let (ended, end) = tokio::sync::oneshot::channel();
        let first = ask("first", async {
            handed_on.send(stream_of(usage)).ok();
            end.await.unwrap();
        });
        let second = ask("second", async {
            assert_eq!(received.await.unwrap().count().await, 1);
            ended.send(()).unwrap();
        });
        recorder.scope(future::join(first, second)).await;
        assert_eq!(all_tokens(&recorder), expected, "whoever reports tokens, {usage:?}");
        assert_eq!(all_requests(&recorder), [0.0, 1.0, 1.0]);
    }
}

#[tokio::test]
async fn a_future_that_is_stored() {
    let recorder = Recorder::new();
    recorder
        .scope(async {
            let mut stored = Box::pin(ask("inner", async { tokio::task::yield_now().await }));
            ask("first", async { assert!(future::poll_immediate(&mut stored).await.is_none()) }).await;
            ask("second", stored).await;
        })
        .await;
    assert_eq!(all_tokens(&recorder), [0.0, 1_000.0, 1_000.0]);
    assert_eq!(all_requests(&recorder), [0.0, 1.0, 1.0]);
}

#[tokio::test]
async fn what_is_dropped_elsewhere() {
    let recorder = Recorder::new();
    recorder
        .scope(async {
            let mut stored = Box::pin(ask("inner", future::pending::<()>()));
            ask("first", async { assert!(future::poll_immediate(&mut stored).await.is_none()) }).await;
            ask("second", async { drop(stored) }).await;
        })
        .await;
    assert_eq!(all_tokens(&recorder), [0.0, 0.0, 1_000.0], "the first ended while the inner one was running");
    let cancelled = [("model", "inner"), ("outcome", "cancelled")];
    assert_eq!(recorder.counter("llm_outcomes_total", &cancelled), 1.0);
    assert_eq!(all_requests(&recorder), [0.0, 1.0, 1.0]);
}

/// How a call is held by hand, and whether it is an attempt.
fn start(model: &str, is_attempt: bool) -> LlmCall {
    let call = LlmCall::builder(model).agent_id("bot-1");
    if is_attempt { call.attempt().start() } else { call.start() }
}

fn end(call: LlmCall, usage: Option<TokenUsage>) {
    if let Some(usage) = usage {
        call.usage(usage);
    }
    call.end();
}

#[test]
fn guards_by_hand_and_attempts_end_elsewhere() {
    for (is_attempt, usage) in [(false, Some(thousand())), (false, None), (true, Some(thousand())), (true, None)] {
        let recorder = Recorder::new();
        recorder.scope_sync(|| {
            let [mut first, mut second] = ["first", "second"].map(|model| start(model, false));
            let inner = first.scope_sync(|| start("inner", is_attempt));
            end(first, Some(thousand()));
            second.scope_sync(|| end(inner, usage));
            end(second, Some(thousand()));
        });
        let of_inner = if usage.is_some() { 1_000.0 } else { 0.0 };
        assert_eq!(all_tokens(&recorder), [0.0, of_inner, 1_000.0], "{is_attempt}");
    }
}

#[test]
fn a_call_that_goes_on_counts_what_the_inner_one_did_not() {
    for (usage, on_another_thread) in [(Some(thousand()), false), (None, false), (Some(thousand()), true), (None, true)]
    {
        for is_attempt in [false, true] {
            let recorder = Recorder::new();
            recorder.scope_sync(|| {
                let [mut first, mut second] = ["first", "second"].map(|model| start(model, false));
                let inner = first.scope_sync(|| start("inner", is_attempt));
                if on_another_thread {
                    thread::scope(|threads| threads.spawn(|| end(inner, usage)).join().unwrap());
                } else {
                    second.scope_sync(|| end(inner, usage));
                }
                end(first, Some(thousand()));
                end(second, Some(thousand()));
            });
            let [of_first, of_inner] = if usage.is_some() { [0.0, 1_000.0] } else { [1_000.0, 0.0] };
            assert_eq!(all_tokens(&recorder), [of_first, of_inner, 1_000.0], "{on_another_thread} {is_attempt}");
            let is_request = f64::from(u8::from(!is_attempt));
            assert_eq!(all_requests(&recorder), [1.0 - is_request, is_request, 1.0]);
        }
    }
}

#[test]
fn several_deep_and_through_an_operation_on_the_memory() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let [mut first, mut second] = ["first", "second"].map(|model| start(model, false));
        let (middle, deep) = first.scope_sync(|| {
            let mut embed = MemoryOp::builder("embed").agent_id("bot-1").start();
            let mut middle = embed.scope_sync(|| start("middle", false));
            let deep = middle.scope_sync(|| start("inner", false));
            embed.end();
            (middle, deep)
        });
        second.scope_sync(|| end(middle, Some(thousand())));
        second.scope_sync(|| end(deep, Some(thousand())));
        end(first, Some(thousand()));
        end(second, Some(thousand()));
    });
    assert_eq!(all_tokens(&recorder), [0.0, 1_000.0, 1_000.0]);
    assert_eq!(tokens(&recorder, "middle"), 0.0);
    assert_eq!(recorder.counter("llm_requests_total", &[]), 2.0);
}

#[test]
fn operations_on_the_memory_end_elsewhere() {
    let recorder = Recorder::new();
    let save = || MemoryOp::builder("save").agent_id("bot-1").start();
    let saved = || recorder.counter("memory_writes_total", &[]);
    recorder.scope_sync(|| {
        let [mut first, mut second] = [save(), save()];
        let inner = first.scope_sync(save);
        second.scope_sync(|| inner.end());
        assert_eq!(saved(), 1.0);
        first.end();
        assert_eq!(saved(), 1.0, "the save inside has counted");
        second.end();
        assert_eq!(saved(), 2.0, "nothing was inside the second");

        let recall = |name: &str| MemoryOp::builder(name).agent_id("bot-1").start();
        let found = |operation: MemoryOp| {
            operation.results(3);
            operation.end();
        };
        let [mut first, mut second] = [recall("recall"), recall("recall")];
        let inner = first.scope_sync(|| recall("search"));
        second.scope_sync(|| found(inner));
        found(first);
        found(second);
    });
    assert_eq!(recorder.counter("memory_reads_total", &[]), 2.0);
}

#[tokio::test]
async fn a_stored_save_is_that_of_the_save_it_began_in() {
    #[memory_op(save, agent_id = "bot-1")]
    async fn save(inside: impl Future<Output = ()>) {
        inside.await;
    }
    let recorder = Recorder::new();
    recorder
        .scope(async {
            let (ended, end) = tokio::sync::oneshot::channel::<()>();
            let mut inner = Box::pin(save(async { tokio::task::yield_now().await }));
            let mut first = Box::pin(save(async {
                assert!(future::poll_immediate(&mut inner).await.is_none());
                end.await.unwrap();
            }));
            assert!(future::poll_immediate(&mut first).await.is_none());
            drop(first);
            save(inner).await;
            drop(ended);
        })
        .await;
    assert_eq!(recorder.counter("memory_writes_total", &[]), 2.0, "the first was cancelled, the others count");
}

#[test]
fn tools_in_tools_end_elsewhere() {
    #[tool_call(name = name, agent_id = "bot-1")]
    fn tool<R>(name: &str, inside: impl FnOnce() -> R) -> R {
        inside()
    }
    let calls = |recorder: &Recorder, name| recorder.counter("tool_calls_total", &[("tool_name", name)]);
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let start = |name: &str| ToolCall::builder(name).agent_id("bot-1").start();
        let [same, other] = tool("first", || [start("first"), start("inner")]);
        tool("second", || [same, other].into_iter().for_each(ToolCall::end));
        let again = tool("first", || start("first"));
        thread::scope(|threads| drop(threads.spawn(|| again.end())));
        tool("second", || tool("inner", || ()));
    });
    assert_eq!(["first", "inner", "second"].map(|name| calls(&recorder, name)), [2.0, 2.0, 2.0]);
    // A tool is no call of a model: what ends inside it belongs to the calls that it began in.
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let mut first = start("first", false);
        let inner = first.scope_sync(|| start("inner", false));
        tool("shell", || end(inner, Some(thousand())));
        end(first, Some(thousand()));
    });
    assert_eq!(all_tokens(&recorder), [0.0, 1_000.0, 0.0]);
}

#[test]
fn a_body_that_is_dropped_ends_what_it_holds_inside() {
    #[llm_metered(model = "first", usage = none, agent_id = "bot-1")]
    async fn first(inner: &Cell<Option<LlmCall>>) {
        let _held = start("inner", false);
        inner.set(Some(start("inner", false)));
        future::pending::<()>().await;
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let (kept, mut second) = (Cell::new(None), start("second", false));
        second.scope_sync(|| assert!(first(&kept).now_or_never().is_none()));
        // Both belong to the dropped call, which belongs to the second.
        end(kept.take().unwrap(), None);
        end(second, Some(thousand()));
    });
    assert_eq!(all_tokens(&recorder), [0.0, 0.0, 1_000.0], "nothing inside has reported any");
    assert_eq!(recorder.counter("llm_outcomes_total", &[("model", "inner"), ("outcome", "cancelled")]), 1.0);
    assert_eq!(all_requests(&recorder), [0.0, 2.0, 0.0]);
}
