//! `#[in_context]` opens the context of everything inside the function, and counts nothing itself.

use crate::opened_contexts::{NotesOnDrop, attempt, note, notes};
use agent_metrics::{Context, ErrorType, in_context, llm_metered, memory_op, testing::Recorder};
use agent_metrics_tests::{Failed, Reply};
use futures::{
    FutureExt, Stream, StreamExt,
    future::{BoxFuture, pending},
    stream::{self, BoxStream},
};
use std::task::Poll;

struct Agent {
    id: u64,
}

impl Agent {
    #[in_context(agent_id = self.id, process_type = "channel", worker_type = "coder")]
    async fn answer(&self) -> Result<Reply, Failed> {
        note();
        attempt("gpt-4o", false).await
    }
}

#[tokio::test]
async fn in_context_opens_a_context_and_counts_nothing() {
    let recorder = Recorder::new();
    recorder.scope(Agent { id: 7 }.answer()).await.unwrap();
    assert_eq!(notes(&recorder, "7", "channel"), 1.0);
    let who = [("agent_id", "7"), ("tier", "channel"), ("worker_type", "coder")];
    assert_eq!(recorder.counter("llm_requests_total", &who), 1.0);
    assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
    assert_eq!(recorder.counter("tool_calls_total", &[]), 1.0);
    assert_eq!(recorder.counter("processes_total", &[]), 0.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 0.0);
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[tokio::test]
async fn in_context_holds_for_every_shape_of_function() {
    #[in_context(agent_id = "sync")]
    fn sync() {
        note();
    }
    #[in_context(agent_id = "boxed")]
    fn boxed() -> BoxFuture<'static, Result<(), Failed>> {
        Box::pin(async {
            tokio::task::yield_now().await;
            note();
            Err(Failed(ErrorType::Timeout))
        })
    }
    type Alias = BoxFuture<'static, ()>;
    #[in_context(agent_id = "alias")]
    fn alias() -> Alias {
        Box::pin(async { note() })
    }
    #[in_context(agent_id = "future")]
    fn future() -> impl Future<Output = ()> + Send {
        async { note() }
    }
    #[in_context(agent_id = "stream")]
    fn opaque() -> impl Stream<Item = ()> + Send {
        stream::iter([(), ()]).map(|()| note())
    }
    #[in_context(agent_id = "boxed stream")]
    async fn boxed_stream(fails: bool) -> Result<BoxStream<'static, ()>, Failed> {
        if fails { Err(Failed(ErrorType::Timeout)) } else { Ok(stream::iter([(), ()]).map(|()| note()).boxed()) }
    }
    #[in_context(context = context)]
    fn given(context: &Context) {
        note();
    }
    #[in_context(agent_id = "dropped")]
    async fn dropped() {
        let _notes = NotesOnDrop;
        pending::<()>().await;
    }
    #[in_context(agent_id = "dropped stream")]
    fn dropped_stream() -> impl Stream<Item = ()> {
        let notes = NotesOnDrop;
        stream::poll_fn(move |_| {
            let _ = &notes;
            Poll::Pending
        })
    }
    let recorder = Recorder::new();
    let read = async {
        sync();
        assert!(boxed().await.is_err());
        alias().await;
        future().await;
        opaque().collect::<Vec<_>>().await;
        boxed_stream(false).await.unwrap().collect::<Vec<_>>().await;
        assert!(boxed_stream(true).await.is_err());
        given(&Context::new("given"));
        assert!(dropped().now_or_never().is_none());
        assert!(Box::pin(dropped_stream()).next().now_or_never().is_none());
        assert_eq!(Context::current(), Context::default());
    };
    recorder.scope(read).await;
    let once = ["sync", "boxed", "alias", "future", "given", "dropped", "dropped stream"];
    for (agent, times) in once.map(|agent| (agent, 1.0)).into_iter().chain([("stream", 2.0), ("boxed stream", 2.0)]) {
        assert_eq!(notes(&recorder, agent, ""), times, "{agent}");
    }
    assert_eq!(recorder.counter("tool_calls_total", &[]), 11.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 0.0);
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

#[tokio::test]
async fn a_call_around_in_context_and_one_inside_it_count_once() {
    #[llm_metered(model = "gpt-4o", agent_id = "around")]
    async fn around() -> Result<Reply, Failed> {
        Agent { id: 7 }.answer().await
    }
    #[memory_op(save, agent_id = "around")]
    fn save() {
        #[in_context(agent_id = "inside")]
        fn inside() {
            #[memory_op(save)]
            fn save() {}
            save();
        }
        inside();
    }
    let recorder = Recorder::new();
    recorder.scope(around()).await.unwrap();
    assert_eq!(recorder.counter("llm_requests_total", &[]), 1.0);
    assert_eq!(recorder.counter("llm_requests_total", &[("agent_id", "around")]), 1.0);
    assert_eq!(recorder.counter("llm_attempts_total", &[]), 1.0);
    assert_eq!(recorder.counter("llm_attempts_total", &[("agent_id", "7")]), 1.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[]), 110.0);
    recorder.scope_sync(save);
    assert_eq!(recorder.counter("memory_writes_total", &[]), 1.0);
    assert_eq!(recorder.counter("memory_writes_total", &[("agent_id", "inside")]), 1.0);
}
