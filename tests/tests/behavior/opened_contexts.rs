//! A guard that is told who acts says so to everything inside it, and to nothing outside.

use agent_metrics::{
    Context, ErrorType, InCurrentContext, LlmCall, MemoryOp, Process, TokenUsage, ToolCall, in_context, llm_metered,
    memory_op, process_metric, testing::Recorder, tool_call,
};
use agent_metrics_tests::{Failed, Reply};
use futures::{
    FutureExt, Stream, StreamExt,
    future::{BoxFuture, pending},
    stream::{self, BoxStream},
};
use std::task::Poll;

/// Notes with a bare call of each attribute who acts.
#[tool_call(name = "note")]
pub(crate) fn note() {
    #[memory_op(update)]
    fn update() {}
    update();
}

pub(crate) struct NotesOnDrop;

impl Drop for NotesOnDrop {
    fn drop(&mut self) {
        note();
    }
}

pub(crate) fn notes(recorder: &Recorder, agent: &str, process_type: &str) -> f64 {
    let calls = [("tool_name", "note"), ("agent_id", agent), ("process_type", process_type)];
    let calls = recorder.counter("tool_calls_total", &calls);
    let updates = recorder.counter("memory_updates_total", &[("agent_id", agent)]);
    assert!(updates >= calls, "the operations inside are the same agent's");
    calls
}

#[llm_metered(attempt, model = model)]
pub(crate) async fn attempt(model: &str, fails: bool) -> Result<Reply, Failed> {
    tokio::task::yield_now().await;
    if fails { Err(Failed(ErrorType::Overloaded)) } else { Ok(Reply::of(model)) }
}

#[llm_metered(model = "gpt-4o", agent_id = "bot-1", tier = "worker", worker_type = "coder")]
async fn complete() -> Result<Reply, Failed> {
    match attempt("gpt-4o", true).await {
        Err(_) => attempt("claude-sonnet-4-5", false).await,
        answered => answered,
    }
}

#[tokio::test]
async fn attempts_and_fallbacks_inside_a_labelled_call_are_that_agents() {
    let recorder = Recorder::new();
    recorder.scope(complete()).await.unwrap();
    let who = [("agent_id", "bot-1"), ("tier", "worker"), ("worker_type", "coder")];
    assert_eq!(recorder.counter("llm_attempts_total", &who), 2.0);
    assert_eq!(recorder.counter("llm_requests_total", &who), 1.0);
    assert_eq!(recorder.counter("llm_tokens_total", &who), 110.0);
    assert!(recorder.counter("llm_estimated_cost_dollars", &who) > 0.0);
    assert_eq!(
        recorder.counter("llm_tokens_total", &[("agent_id", "bot-1"), ("model", "claude-sonnet-4-5")]),
        110.0,
        "under the model that answered"
    );
    for family in ["llm_attempts_total", "llm_tokens_total", "llm_requests_total", "llm_estimated_cost_dollars"] {
        assert_eq!(recorder.counter(family, &[("agent_id", "unknown")]), 0.0, "{family}");
    }
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[test]
fn each_attribute_opens_the_context_of_what_it_is_told() {
    #[llm_metered(model = "m", usage = none, agent_id = "llm", tier = "cortex")]
    fn llm() {
        note();
    }
    #[tool_call(agent_id = "tool", process_type = "cortex")]
    fn tool() {
        note();
    }
    #[memory_op(save, agent_id = "memory", process_type = "cortex")]
    fn memory() {
        note();
    }
    #[process_metric(cortex, agent_id = "process")]
    fn process() {
        note();
    }
    #[tool_call(agent_id = "caller", process_type = "cortex")]
    #[track_caller]
    fn with_caller() {
        note();
    }
    let recorder = Recorder::new();
    let around = Context::new("around").with_process_type("channel");
    recorder.scope_sync(|| {
        around.scope_sync(|| {
            for call in [llm, tool, memory, process, with_caller] {
                call();
                assert_eq!(Context::current(), around, "outside is as it was");
            }
            note();
        });
    });
    for agent in ["llm", "tool", "memory", "process", "caller"] {
        assert_eq!(notes(&recorder, agent, "cortex"), 1.0, "{agent}");
    }
    assert_eq!(notes(&recorder, "around", "channel"), 1.0);
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[test]
fn each_label_opens_a_context_and_the_others_are_those_around() {
    #[tool_call(agent_id = "bot-2")]
    fn by_agent() -> Context {
        Context::current()
    }
    #[llm_metered(model = "m", usage = none, tier = "branch")]
    fn by_tier() -> Context {
        Context::current()
    }
    #[memory_op(load, worker_type = "tester")]
    fn by_worker_type() -> Context {
        Context::current()
    }
    let recorder = Recorder::new();
    let around = Context::new("bot-1").with_process_type("worker").with_worker_type("coder");
    recorder.scope_sync(|| {
        around.scope_sync(|| {
            assert_eq!(by_agent(), Context::new("bot-2").with_process_type("worker").with_worker_type("coder"));
            assert_eq!(by_tier(), around.clone().with_process_type("branch"));
            assert_eq!(by_worker_type(), around.clone().with_worker_type("tester"));
        });
        assert_eq!(by_tier(), Context::default().with_process_type("branch"), "no agent is invented");
    });
}

#[test]
fn a_context_that_is_given_is_the_one_inside() {
    #[tool_call(context = context)]
    fn tool(context: &Context) -> Context {
        note();
        Context::current()
    }
    #[memory_op(load, context = context, process_type = "branch")]
    fn load(context: &Context) -> Context {
        Context::current()
    }
    let recorder = Recorder::new();
    let given = Context::new("given").with_process_type("worker");
    let around = Context::new("around");
    recorder.scope_sync(|| {
        around.scope_sync(|| {
            assert_eq!(tool(&given), given);
            assert_eq!(load(&given), given.clone().with_process_type("branch"));
            assert_eq!(tool(&Context::default()), around, "an empty one opens nothing");
        });
    });
    assert_eq!(notes(&recorder, "given", "worker"), 1.0);
    assert_eq!(notes(&recorder, "around", ""), 1.0);
}

#[test]
fn what_is_empty_opens_nothing() {
    #[tool_call(agent_id = agent, process_type = "", worker_type = None::<&str>)]
    fn tool(agent: Option<&str>) -> Context {
        Context::current()
    }
    let around = Context::new("around").with_process_type("channel").with_worker_type("coder");
    around.scope_sync(|| {
        assert_eq!(tool(None), around);
        assert_eq!(tool(Some("")), around);
        assert_eq!(tool(Some("bot-1")).agent_id(), Some("bot-1"));
        assert_eq!(Context::current(), around);
    });
}

#[tokio::test]
async fn it_holds_at_each_poll_of_a_future_and_only_there() {
    #[tool_call(agent_id = agent)]
    async fn tool(agent: &str) {
        for _ in 0..3 {
            note();
            tokio::task::yield_now().await;
        }
    }
    #[memory_op(save, agent_id = "boxed")]
    fn boxed() -> BoxFuture<'static, ()> {
        note();
        Box::pin(async {
            tokio::task::yield_now().await;
            note();
        })
    }
    #[llm_metered(model = "m", usage = none, agent_id = "future")]
    fn future() -> impl Future<Output = ()> + Send {
        note();
        async {
            tokio::task::yield_now().await;
            note();
        }
    }
    let recorder = Recorder::new();
    recorder.scope(async { tokio::join!(tool("a"), tool("b"), async { note() }, boxed(), future()) }).await;
    for (agent, times) in [("a", 3.0), ("b", 3.0), ("unknown", 1.0), ("boxed", 2.0), ("future", 2.0)] {
        assert_eq!(notes(&recorder, agent, ""), times, "{agent}");
    }
}

#[tokio::test]
async fn it_holds_at_each_poll_of_a_stream_and_when_that_is_dropped() {
    fn noted() -> impl Stream<Item = Reply> + Send {
        let on_drop = NotesOnDrop;
        stream::poll_fn(move |_| {
            let _ = &on_drop;
            note();
            Poll::Ready(Some(Reply::of("m")))
        })
    }
    #[llm_metered(stream, model = "m", agent_id = "opaque")]
    fn opaque() -> impl Stream<Item = Reply> + Send {
        noted()
    }
    #[llm_metered(stream, model = "m", agent_id = "boxed")]
    async fn boxed() -> Result<BoxStream<'static, Reply>, Failed> {
        Ok(noted().boxed())
    }
    #[tool_call(agent_id = "tool")]
    fn tool() -> BoxStream<'static, Reply> {
        noted().boxed()
    }
    let recorder = Recorder::new();
    let streams = [
        recorder.scope_sync(|| opaque().boxed()),
        recorder.scope(boxed()).await.unwrap(),
        recorder.scope_sync(tool),
        recorder.scope_sync(|| LlmCall::builder("m").agent_id("by hand").start().stream(noted()).boxed()),
    ];
    for mut stream in streams {
        assert!(stream.next().await.is_some());
        assert!(stream.next().await.is_some());
        assert_eq!(Context::current(), Context::default());
        Context::new("reader").scope_sync(|| drop(stream));
    }
    for agent in ["opaque", "boxed", "tool", "by hand"] {
        assert_eq!(notes(&recorder, agent, ""), 3.0, "{agent}: two items and its end");
    }
    assert_eq!(notes(&recorder, "reader", ""), 0.0);
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[tokio::test]
async fn it_holds_elsewhere_also_where_it_was_the_context_around() {
    #[llm_metered(stream, model = "m", usage = none, agent_id = "bot-1")]
    fn words() -> impl Stream<Item = ()> + Send {
        stream::iter([(), ()]).map(|()| note())
    }
    #[tool_call(agent_id = "bot-1")]
    async fn tool() {
        note();
        tokio::task::yield_now().await;
        note();
    }
    #[in_context(agent_id = "bot-1")]
    async fn inside() {
        note();
    }
    let recorder = Recorder::new();
    let around = Context::new("bot-1");
    let (words, mut tool) = recorder.scope_sync(|| {
        around.scope_sync(|| {
            let mut tool = Box::pin(tool());
            assert!(tool.as_mut().now_or_never().is_none());
            (words(), tool)
        })
    });
    words.collect::<Vec<_>>().await;
    recorder.scope(async { tool.as_mut().await }).await;
    recorder.scope(async { inside().await }).await;
    assert_eq!(notes(&recorder, "bot-1", ""), 5.0);
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[test]
fn destructors_of_a_body_that_is_aborted_run_inside() {
    #[llm_metered(model = "m", usage = none, agent_id = "cancelled")]
    async fn waits() {
        let _notes = NotesOnDrop;
        pending::<()>().await;
    }
    #[tool_call(agent_id = "panicked")]
    fn panics() {
        let _notes = NotesOnDrop;
        panic!("on purpose");
    }
    let recorder = Recorder::new();
    let around = Context::new("around");
    recorder.scope_sync(|| {
        around.scope_sync(|| {
            assert!(waits().now_or_never().is_none());
            assert_eq!(Context::current(), around);
            assert!(std::panic::catch_unwind(panics).is_err());
            assert_eq!(Context::current(), around);
        });
    });
    for (agent, times) in [("cancelled", 1.0), ("panicked", 1.0), ("around", 0.0)] {
        assert_eq!(notes(&recorder, agent, ""), times, "{agent}");
    }
}

#[tokio::test]
async fn guards_by_hand_open_it_for_what_they_run() {
    let recorder = Recorder::new();
    let given = Context::new("given");
    recorder
        .scope(async {
            let mut call = LlmCall::builder("m").agent_id("call").process_type("worker").start();
            note();
            call.scope_sync(note);
            call.scope(async { note() }).await;
            call.end();
            let mut tool = ToolCall::builder("t").agent_id("tool").process_type("worker").start();
            tool.scope_sync(note);
            tool.run(async {
                note();
                Ok::<_, Failed>(())
            })
            .await
            .unwrap();
            let mut save = MemoryOp::builder("save").agent_id("memory").process_type("worker").start();
            save.scope_sync(note);
            drop(save);
            let mut process = Process::builder("worker").agent_id("process").start();
            process.scope_sync(note);
            process.end();
            let mut of_context = ToolCall::builder("t").context(&given).process_type("worker").start();
            of_context.scope_sync(note);
            of_context.end();
            let mut bare = ToolCall::start("t");
            bare.scope_sync(note);
            bare.end();
        })
        .await;
    for (agent, times) in [("call", 2.0), ("tool", 2.0), ("memory", 1.0), ("process", 1.0), ("given", 1.0)] {
        assert_eq!(notes(&recorder, agent, "worker"), times, "{agent}");
    }
    assert_eq!(notes(&recorder, "unknown", ""), 2.0, "outside of the guards");
}

#[tokio::test]
async fn the_innermost_wins_and_a_spawn_can_take_it_along() {
    #[llm_metered(model = "m", agent_id = "outer", tier = "channel")]
    async fn outer() -> Reply {
        inner().await;
        tokio::spawn(async { note() }.in_current_context()).await.unwrap();
        Reply::with("m", TokenUsage::new().input(1))
    }
    #[tool_call(agent_id = "inner")]
    async fn inner() {
        note();
        branch();
    }
    #[process_metric(branch)]
    fn branch() {
        note();
    }
    let recorder = Recorder::new();
    recorder.scope(outer()).await;
    assert_eq!(notes(&recorder, "inner", "channel"), 1.0);
    assert_eq!(notes(&recorder, "inner", "branch"), 1.0);
    assert_eq!(notes(&recorder, "outer", "channel"), 1.0);
    assert_eq!(recorder.counter("processes_total", &[("agent_id", "inner"), ("process_type", "branch")]), 1.0);
}

#[test]
fn a_series_above_the_cap_lends_its_labels_to_nobody() {
    #[llm_metered(model = model, usage = none, agent_id = agent)]
    fn llm(agent: &str, model: &str) -> Context {
        Context::current()
    }
    let metrics = agent_metrics::Metrics::new(agent_metrics::Config::new().series_cap(2)).unwrap();
    metrics.scope_sync(|| {
        for number in 0..5 {
            let agent = format!("bot-{number}");
            assert_eq!(llm(&agent, "m").agent_id(), Some(&*agent));
            assert_eq!(llm(&agent, "another").agent_id(), Some(&*agent));
        }
    });
}
