//! The agent that acts is known through every await, and a record without one is counted.

use agent_metrics::{Context, InCurrentContext, llm_metered, process_metric, testing::Recorder, tool_call};
use agent_metrics_tests::Reply;
use futures::{
    FutureExt, Stream, StreamExt,
    future::{BoxFuture, join, join_all, pending},
    stream,
};
use std::task::Poll;

#[llm_metered(model = "gpt-4o")]
async fn ask() -> Reply {
    tokio::task::yield_now().await;
    Reply::of("gpt-4o")
}

#[process_metric(channel, agent_id = agent)]
async fn channel(agent: String) {
    ask().await;
    branch().await;
    ask().await;
}

#[process_metric(branch)]
async fn branch() {
    tokio::task::yield_now().await;
    ask().await;
}

fn requests(recorder: &Recorder, agent: &str, tier: &str) -> f64 {
    recorder.counter("llm_requests_total", &[("agent_id", agent), ("tier", tier)])
}

#[tokio::test]
async fn the_inner_process_wins_and_the_outer_comes_back() {
    let recorder = Recorder::new();
    recorder.scope(channel("bot-1".into())).await;
    assert_eq!(requests(&recorder, "bot-1", "channel"), 2.0);
    assert_eq!(requests(&recorder, "bot-1", "branch"), 1.0);
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn agents_in_parallel_never_mix() {
    let recorder = Recorder::new();
    let tasks = (0..200).map(|index| tokio::spawn(recorder.scope(channel(format!("bot-{}", index % 2)))));
    join_all(tasks).await.into_iter().for_each(|task| task.unwrap());
    for agent in ["bot-0", "bot-1"] {
        assert_eq!(requests(&recorder, agent, "channel"), 200.0);
        assert_eq!(requests(&recorder, agent, "branch"), 100.0);
    }
    assert_eq!(recorder.series("llm_requests_total"), 4);
}

#[tokio::test]
async fn join_and_select_keep_agents_apart() {
    let recorder = Recorder::new();
    let both = join(channel("a".into()), async {
        tokio::select! {
            biased;
            () = std::future::pending() => {}
            () = channel("b".into()) => {}
        }
    });
    recorder.scope(both).await;
    for agent in ["a", "b"] {
        assert_eq!(requests(&recorder, agent, "channel"), 2.0);
    }
}

#[tokio::test]
async fn a_spawn_keeps_the_context_where_asked_and_loses_it_where_not() {
    #[process_metric(worker, agent_id = "bot-1", worker_type = "coder")]
    async fn work(recorder: Recorder) {
        tokio::spawn(async { ask().await }.in_current_context()).await.unwrap();
        tokio::spawn(recorder.scope(async { ask().await })).await.unwrap();
        let lost = std::thread::spawn(move || recorder.scope_sync(shell));
        lost.join().unwrap();
        let context = Context::current();
        std::thread::spawn(move || context.scope_sync(shell)).join().unwrap();
    }
    #[tool_call]
    fn shell() {}
    let recorder = Recorder::new();
    recorder.scope(work(recorder.clone())).await;
    let labels = [("agent_id", "bot-1"), ("tier", "worker"), ("worker_type", "coder")];
    assert_eq!(recorder.counter("llm_requests_total", &labels), 2.0, "the recorder takes the ambient context along");
    assert_eq!(recorder.counter("tool_calls_total", &[("agent_id", "bot-1"), ("process_type", "worker")]), 1.0);
    assert_eq!(recorder.counter("tool_calls_total", &[("agent_id", "unknown")]), 1.0);
    assert_eq!(recorder.counter("missing_context_total", &[("attribute", "tool_call")]), 1.0);
}

#[tokio::test]
async fn a_context_kept_in_a_struct_is_given_back() {
    struct Model {
        context: Context,
    }
    impl Model {
        #[llm_metered(context = self.context, model = "gpt-4o")]
        async fn complete(&self) -> Reply {
            Reply::of("gpt-4o")
        }
    }
    #[process_metric(cortex, agent_id = "bot-1")]
    async fn make() -> Model {
        Model { context: Context::current() }
    }
    let recorder = Recorder::new();
    let model = recorder.scope(make()).await;
    tokio::spawn(async move { model.complete().await }).await.unwrap();
    assert_eq!(requests(&recorder, "bot-1", "cortex"), 1.0);
}

#[tokio::test]
async fn a_worker_type_is_not_inherited_by_another_kind() {
    #[process_metric(worker, agent_id = "bot-1", worker_type = "coder")]
    async fn work() {
        branch().await;
    }
    let recorder = Recorder::new();
    recorder.scope(work()).await;
    let labels = [("tier", "branch"), ("worker_type", "")];
    assert_eq!(recorder.counter("llm_requests_total", &labels), 1.0);
}

#[tokio::test]
async fn labels_are_any_label_value() {
    struct Agent {
        id: u64,
        tier: Option<&'static str>,
        kind: std::borrow::Cow<'static, str>,
    }
    impl Agent {
        #[llm_metered(model = "m", agent_id = self.id, tier = self.tier, worker_type = self.kind)]
        async fn ask(&self) -> Reply {
            Reply::of("m")
        }
    }
    let recorder = Recorder::new();
    recorder.scope(async { Agent { id: 7, tier: None, kind: "k".into() }.ask().await }).await;
    let labels = [("agent_id", "7"), ("tier", "unknown"), ("worker_type", "k")];
    assert_eq!(recorder.counter("llm_requests_total", &labels), 1.0);
}

#[test]
fn a_label_that_is_not_set_is_none() {
    let context = Context::new("bot-1").with_process_type("").with_worker_type(None::<&str>);
    assert_eq!((context.agent_id(), context.process_type(), context.worker_type()), (Some("bot-1"), None, None));
    let context = context.with_process_type("worker").with_worker_type("coder");
    assert_eq!((context.process_type(), context.worker_type()), (Some("worker"), Some("coder")));
    assert_eq!(Context::default().agent_id(), None);
}

/// Calls a tool when it is dropped, as a guard does that cleans up.
struct CallsToolOnDrop;

impl Drop for CallsToolOnDrop {
    fn drop(&mut self) {
        #[tool_call(name = "clean_up")]
        fn clean_up() {}
        clean_up();
    }
}

fn clean_ups(recorder: &Recorder, agent: &str) -> f64 {
    recorder.counter("tool_calls_total", &[("tool_name", "clean_up"), ("agent_id", agent)])
}

#[test]
fn destructors_of_a_future_that_is_dropped_run_in_its_context() {
    let recorder = Recorder::new();
    let waits = |agent: &'static str| {
        let cleans_up = CallsToolOnDrop;
        let waiting = async move {
            let _cleans_up = cleans_up;
            pending::<()>().await;
        };
        recorder.scope(Context::new(agent).scope(waiting))
    };
    drop(waits("never polled"));
    assert!(waits("polled").now_or_never().is_none());
    assert_eq!(clean_ups(&recorder, "never polled"), 1.0);
    assert_eq!(clean_ups(&recorder, "polled"), 1.0);

    let around = Context::new("around");
    around.scope_sync(|| {
        drop(Context::new("outer").scope((Context::new("inner").scope(()), waits("inside"), CallsToolOnDrop)));
        assert_eq!(Context::current(), around, "the context before is the ambient one again");
    });
    assert_eq!(clean_ups(&recorder, "inside"), 1.0);
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[test]
fn destructors_of_a_stream_that_is_dropped_run_in_its_context() {
    let recorder = Recorder::new();
    let numbers = |agent: &'static str| {
        let cleans_up = CallsToolOnDrop;
        let numbers = stream::iter([1, 2]).map(move |number| {
            let _ = &cleans_up;
            number
        });
        recorder.scope(Context::new(agent).scope(numbers))
    };
    drop(numbers("never polled"));
    let mut half_read = numbers("half read");
    assert_eq!(half_read.next().now_or_never(), Some(Some(1)));
    Context::new("around").scope_sync(|| {
        drop(half_read);
        assert_eq!(Context::current().agent_id(), Some("around"), "the context before is the ambient one again");
    });
    // What is taken out of its context is dropped where its owner drops it.
    let taken_out = Context::new("inside").scope(CallsToolOnDrop).into_inner();
    recorder.scope_sync(|| Context::new("outside").scope_sync(|| drop(taken_out)));
    for (agent, times) in
        [("never polled", 1.0), ("half read", 1.0), ("around", 0.0), ("inside", 0.0), ("outside", 1.0)]
    {
        assert_eq!(clean_ups(&recorder, agent), times, "{agent}");
    }
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[tokio::test]
async fn destructors_of_a_process_that_is_cancelled_run_in_its_context() {
    #[process_metric(worker, agent_id = "async")]
    async fn work() {
        let _cleans_up = CallsToolOnDrop;
        pending::<()>().await;
    }
    #[process_metric(worker, agent_id = "boxed")]
    fn boxed() -> BoxFuture<'static, ()> {
        Box::pin(async {
            let _cleans_up = CallsToolOnDrop;
            pending::<()>().await;
        })
    }
    #[process_metric(worker, agent_id = "stream")]
    fn words() -> impl Stream<Item = ()> {
        let cleans_up = CallsToolOnDrop;
        stream::poll_fn(move |_| {
            let _ = &cleans_up;
            Poll::Pending
        })
    }
    let recorder = Recorder::new();
    assert!(recorder.scope(work()).now_or_never().is_none());
    assert!(recorder.scope_sync(|| boxed().now_or_never()).is_none());
    assert!(recorder.scope_sync(|| Box::pin(words()).next().now_or_never()).is_none());
    recorder.scope_sync(|| {
        assert!(work().now_or_never().is_none());
        assert_eq!(Context::current().agent_id(), None, "the context before is the ambient one again");
    });
    for (agent, times) in [("async", 2.0), ("boxed", 1.0), ("stream", 1.0)] {
        let labels = [("agent_id", agent), ("process_type", "worker"), ("tool_name", "clean_up")];
        assert_eq!(recorder.counter("tool_calls_total", &labels), times, "{agent}");
        let cancelled = [("agent_id", agent), ("outcome", "cancelled")];
        assert_eq!(recorder.counter("processes_total", &cancelled), times, "{agent}");
    }
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[test]
fn a_destructor_that_panics_leaves_the_context_around_it() {
    struct Panics;
    impl Drop for Panics {
        fn drop(&mut self) {
            assert_ne!(Context::current().agent_id(), Some("inside"), "a panic on purpose");
        }
    }
    Context::new("around").scope_sync(|| {
        let panicking = std::panic::catch_unwind(|| drop(Context::new("inside").scope(Panics)));
        assert!(panicking.is_err());
        assert_eq!(Context::current().agent_id(), Some("around"));
    });
}

#[test]
fn what_is_taken_out_of_its_context_is_outside() {
    let mut in_context = Context::new("bot-1").scope(stream::iter([1, 2]));
    assert_eq!(in_context.inner().size_hint(), (2, Some(2)));
    assert_eq!(in_context.inner_mut().next().now_or_never(), Some(Some(1)));
    assert_eq!(in_context.size_hint(), (1, Some(1)));
    let mut inner = in_context.into_inner();
    assert_eq!(Context::current().agent_id(), None);
    assert_eq!(inner.next().now_or_never(), Some(Some(2)));

    let read = |_| Context::current().agent_id().unwrap_or("none").to_owned();
    let mut stream = std::pin::pin!(Context::new("bot-1").scope(stream::iter([1, 2]).map(read)));
    assert_eq!(stream.next().now_or_never().flatten().as_deref(), Some("bot-1"));
    assert_eq!(stream.as_mut().inner_pin_mut().next().now_or_never().flatten().as_deref(), Some("none"));
    assert_eq!(stream.as_ref().inner_pin_ref().size_hint(), (0, Some(0)));
}

#[tokio::test]
async fn a_stream_takes_the_context_along() {
    #[tool_call(name = "read")]
    fn read(number: u32) -> u32 {
        number
    }
    let recorder = Recorder::new();
    let context = Context::new("bot-1").with_process_type("worker");
    let numbers = recorder.scope_sync(|| context.scope_sync(|| stream::iter([1, 2, 3]).map(read).in_current_context()));
    let sum: u32 = tokio::spawn(numbers.fold(0, async |sum, number| sum + number)).await.unwrap();
    assert_eq!(sum, 6);
    assert_eq!(recorder.counter("tool_calls_total", &[("agent_id", "bot-1"), ("process_type", "worker")]), 3.0);
}
