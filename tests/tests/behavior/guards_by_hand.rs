//! A guard that is held by hand records as an attribute does.

use agent_metrics::{
    Context, ErrorType, LlmCall, LlmHandle, MemoryOp, MeteredStream, Process, RewrapStream, TokenUsage, ToolCall,
    llm_metered, testing::Recorder, tool_call,
};
use agent_metrics_tests::{Failed, Reply};
use futures::{
    FutureExt, Stream, StreamExt,
    future::pending,
    stream::{self, BoxStream},
};
use std::{
    error::Error,
    fmt, io,
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
        let call = context.scope_sync(|| LlmCall::builder("gpt-4o").provider("openai").start());
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
        LlmCall::builder("gpt-4o").context(&context).start().end();
    });
    assert_eq!(recorder.counter("llm_requests_total", &[("agent_id", "bot-2")]), 1.0);
}

#[test]
fn dropped_before_its_end_it_is_cancelled() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let call = LlmCall::start("gpt-4o");
        call.usage(TokenUsage::new().input(100));
    });
    assert_one_call(&recorder, "gpt-4o", 100.0);
    assert_failed(&recorder, ErrorType::Cancelled);
}

#[test]
fn it_ends_with_a_response_or_an_error() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| LlmCall::start("gpt-4o").end_with(&Reply::of("o3")));
    assert_one_call(&recorder, "o3", 110.0);
    let recorder = Recorder::new();
    recorder.scope_sync(|| LlmCall::start("gpt-4o").end_with(&Item::Err(Failed(ErrorType::Auth))));
    assert_one_call(&recorder, "gpt-4o", 0.0);
    assert_failed(&recorder, ErrorType::Auth);
}

#[test]
fn a_failure_that_is_told_does_not_end_it() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let call = LlmCall::start("gpt-4o");
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
        let call = LlmCall::start("gpt-4o");
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
    recorder.scope(LlmCall::start("outer").run(ask())).await.unwrap();
    assert_one_call(&recorder, "gpt-4o", 110.0);
}

#[tokio::test]
async fn streams_of_results_and_of_responses() {
    let recorder = Recorder::new();
    let stream = recorder.scope_sync(|| LlmCall::start("gpt-4o").stream(stream::iter(items())));
    assert_eq!(stream.count().await, 2);
    assert_one_call(&recorder, "gpt-4o", 110.0);
    let recorder = Recorder::new();
    let stream = recorder.scope_sync(|| LlmCall::start("gpt-4o").stream(stream::iter([Reply::of("gpt-4o")])));
    assert_eq!(stream.count().await, 1);
    assert_one_call(&recorder, "gpt-4o", 110.0);
}

#[tokio::test]
async fn a_metered_stream_can_be_spawned_and_is_cancelled_by_its_drop() {
    let recorder = Recorder::new();
    let mut stream = recorder.scope_sync(|| LlmCall::start("gpt-4o").stream(stream::iter(items())));
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
    let stream = recorder.scope_sync(|| LlmCall::start("gpt-4o").rewrap(closed()));
    assert_eq!(stream.count().await, 2);
    assert_one_call(&recorder, "gpt-4o", 117.0);

    let recorder = Recorder::new();
    let stream: BoxStream<'static, Item> =
        recorder.scope_sync(|| LlmCall::start("gpt-4o").rewrap(stream::iter(items()).boxed()));
    assert_eq!(stream.count().await, 2);
    assert_one_call(&recorder, "gpt-4o", 110.0);
}

#[tokio::test]
async fn a_stream_tells_what_it_knows_also_when_it_is_dropped_or_fails() {
    let recorder = Recorder::new();
    drop(recorder.scope_sync(|| LlmCall::start("gpt-4o").rewrap(closed())));
    assert_one_call(&recorder, "gpt-4o", 7.0);
    assert_failed(&recorder, ErrorType::Cancelled);

    let recorder = Recorder::new();
    let failing = Closed { id: 7, items: stream::iter([Err(Failed(ErrorType::Auth))]).boxed() };
    recorder.scope_sync(|| LlmCall::start("gpt-4o").rewrap(failing)).collect::<Vec<_>>().await;
    assert_one_call(&recorder, "gpt-4o", 7.0);
    assert_failed(&recorder, ErrorType::Auth);
}

#[test]
fn a_builder_takes_labels_of_any_type_in_any_order() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let context = Context::new("of the context").with_worker_type("of the context");
        LlmCall::builder("gpt-4o").worker_type(Some("coder")).agent_id(7).process_type("worker").start().end();
        LlmCall::builder("gpt-4o").agent_id("first").context(&context).agent_id("second".to_owned()).start().end();
        ToolCall::builder("shell").process_type("worker").agent_id(7).start().end();
        Process::builder("worker").agent_id(7).worker_type("coder").start().end();
        MemoryOp::builder("save").agent_id(7).process_type("worker").start().end();
    });
    let labels = [("agent_id", "7"), ("tier", "worker"), ("worker_type", "coder")];
    assert_eq!(recorder.counter("llm_requests_total", &labels), 1.0);
    let labels = [("agent_id", "second"), ("worker_type", "of the context")];
    assert_eq!(recorder.counter("llm_requests_total", &labels), 1.0);
    let labels = [("agent_id", "7"), ("process_type", "worker"), ("tool_name", "shell")];
    assert_eq!(recorder.counter("tool_calls_total", &labels), 1.0);
    let labels = [("agent_id", "7"), ("process_type", "worker"), ("worker_type", "coder"), ("outcome", "ok")];
    assert_eq!(recorder.counter("processes_total", &labels), 1.0);
    assert_eq!(recorder.counter("memory_writes_total", &[("agent_id", "7")]), 1.0);
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
}

/// An error that holds another, and knows nothing of error types.
#[derive(Debug)]
struct Wrapped(io::Error);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("wrapped")
    }
}

impl Error for Wrapped {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

fn refused() -> Result<TokenUsage, io::Error> {
    Err(io::ErrorKind::ConnectionRefused.into())
}

#[tokio::test]
async fn each_kind_of_guard_searches_an_error_and_its_sources() {
    type Boxed = Box<dyn Error + Send + Sync>;
    let wrapped = || refused().map_err(|error| Boxed::from(Wrapped(error)));
    let recorder = Recorder::new();
    let guards = async {
        LlmCall::start("gpt-4o").run(async { refused() }).await.unwrap_err();
        LlmCall::start("gpt-4o").run(async { wrapped() }).await.unwrap_err();
        LlmCall::start("gpt-4o").end_with(&wrapped());
        let tool = || ToolCall::builder("shell").count_errors().start();
        tool().run(async { refused() }).await.unwrap_err();
        tool().end_with(&wrapped());
        let process = || Process::builder("worker").count_errors().start();
        process().run(async { wrapped() }).await.unwrap_err();
        process().end_with(&refused());
        let operation = || MemoryOp::builder("save").count_errors().start();
        operation().run(async { wrapped() }).await.unwrap_err();
        operation().end_with(&refused());
    };
    recorder.scope(guards).await;
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "connection")]), 9.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 9.0);
}

/// They are no `Error`, and lead to one.
#[test]
fn a_report_of_anyhow_or_eyre_is_searched_by_its_inner_error() {
    let anyhow = || refused().map_err(|error| anyhow::Error::from(Wrapped(error)).context("asking"));
    let eyre = || refused().map_err(|error| eyre::Report::from(Wrapped(error)).wrap_err("asking"));
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        LlmCall::start("gpt-4o").end_by(&anyhow(), |error| ErrorType::from_error(&**error));
        LlmCall::start("gpt-4o").end_by(&eyre(), |error| ErrorType::from_error(&**error));
        let run = LlmCall::start("gpt-4o").run_by(async { anyhow() }, |error| ErrorType::from_error(&**error));
        assert!(run.now_or_never().unwrap().is_err());
        ToolCall::builder("shell").count_errors().start().end_by(&eyre(), |error| ErrorType::from_error(&**error));
    });
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "connection")]), 4.0);
    assert_eq!(recorder.counter("process_errors_total", &[]), 4.0);
}

#[test]
fn an_error_that_does_not_classify_itself_is_classified_by_a_function() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        LlmCall::start("gpt-4o").end_with(&refused());
        LlmCall::start("gpt-4o").end_by(&refused().map_err(Wrapped), ErrorType::of);
        let run = LlmCall::start("gpt-4o").run_by(async { refused() }, |_| ErrorType::Auth);
        assert!(run.now_or_never().unwrap().is_err());
        ToolCall::builder("shell").count_errors().start().end_by(&refused(), ErrorType::of);
        let run = Process::builder("worker").count_errors().start().run_by(async { refused() }, |_| ErrorType::Auth);
        assert!(run.now_or_never().unwrap().is_err());
        MemoryOp::builder("save").count_errors().start().end_by(&refused(), ErrorType::of);
    });
    for (error_type, times) in [("connection", 4.0), ("auth", 2.0)] {
        assert_eq!(recorder.counter("process_errors_total", &[("error_type", error_type)]), times, "{error_type}");
    }
}

#[tokio::test]
async fn a_result_ends_a_guard_of_each_kind() {
    let recorder = Recorder::new();
    let guards = async |result: Result<u8, Failed>| {
        assert_eq!(ToolCall::builder("shell").count_errors().start().run(async { result }).await, result);
        assert_eq!(Process::builder("worker").count_errors().start().run(async { result }).await, result);
        MemoryOp::builder("save").count_errors().start().end_with(&result);
    };
    recorder.scope(guards(Ok(1))).await;
    assert_eq!(recorder.counter("process_errors_total", &[]), 0.0);
    assert_eq!(recorder.counter("memory_writes_total", &[]), 1.0);
    recorder.scope(guards(Err(Failed(ErrorType::Timeout)))).await;
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "timeout")]), 3.0);
    assert_eq!(recorder.counter("memory_writes_total", &[]), 1.0);
    assert_eq!(recorder.counter("tool_calls_total", &[]), 2.0);
    assert_eq!(recorder.histogram_count("memory_operation_duration_seconds", &[]), 2);
    for outcome in ["ok", "error"] {
        assert_eq!(recorder.counter("processes_total", &[("outcome", outcome)]), 1.0, "{outcome}");
    }
}

#[test]
fn a_closure_or_an_error_ends_a_guard_of_each_kind() {
    let recorder = Recorder::new();
    let lost = || Err::<u8, _>(io::Error::from(io::ErrorKind::TimedOut));
    let guards = |end: &dyn Fn() -> Result<u8, io::Error>| {
        let _ = ToolCall::builder("shell").count_errors().start().run_sync(end);
        let _ = Process::builder("worker").count_errors().start().run_sync(end);
        let _ = MemoryOp::builder("save").count_errors().start().run_sync(end);
        let _ = LlmCall::start("gpt-4o").run_sync(|| end().map(|tokens| TokenUsage::new().input(tokens)));
    };
    recorder.scope_sync(|| guards(&|| Ok(7)));
    assert_eq!(recorder.counter("process_errors_total", &[]), 0.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[("model", "gpt-4o"), ("direction", "input")]), 7.0);
    recorder.scope_sync(|| guards(&lost));
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "timeout")]), 4.0);
    recorder
        .scope_sync(|| {
            // The body of a guard is inside of it.
            Process::builder("worker").agent_id("bot-1").start().run_sync(|| {
                ToolCall::start("inside").end();
                Ok::<_, Failed>(())
            })
        })
        .unwrap();
    assert_eq!(recorder.counter("tool_calls_total", &[("agent_id", "bot-1"), ("tool_name", "inside")]), 1.0);
    let overloaded = Failed(ErrorType::Overloaded);
    recorder.scope_sync(|| {
        ToolCall::builder("shell").count_errors().start().fail_with(&overloaded);
        Process::builder("worker").count_errors().start().fail_with(&overloaded);
        MemoryOp::builder("save").count_errors().start().fail_with(&overloaded);
        let call = LlmCall::start("gpt-4o");
        call.usage(TokenUsage::new().input(5));
        call.fail_with(&overloaded);
    });
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "overloaded")]), 4.0);
    assert_eq!(recorder.counter("llm_tokens_total", &[("model", "gpt-4o"), ("direction", "input")]), 12.0);
    assert_eq!(recorder.counter("memory_writes_total", &[]), 1.0);
    for outcome in [("ok", 1.0), ("error", 2.0)] {
        assert_eq!(
            recorder.counter("tool_outcomes_total", &[("tool_name", "shell"), ("outcome", outcome.0)]),
            outcome.1
        );
        assert_eq!(recorder.counter("llm_outcomes_total", &[("outcome", outcome.0)]), outcome.1);
    }
}

#[test]
fn a_guard_that_is_dropped_has_failed_as_it_was_told_or_is_cancelled() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let process = || Process::builder("worker").count_errors().start();
        process().failed(ErrorType::Timeout);
        assert_eq!(recorder.gauge("active_processes", &[]), 0.0);
        let running = process();
        assert_eq!(recorder.gauge("active_processes", &[]), 1.0);
        drop(running);
        drop(ToolCall::builder("shell").count_errors().start());
        MemoryOp::builder("save").count_errors().start().failed(ErrorType::Timeout);
    });
    for error_type in ["timeout", "cancelled"] {
        assert_eq!(recorder.counter("process_errors_total", &[("error_type", error_type)]), 2.0, "{error_type}");
    }
    assert_eq!(recorder.gauge("active_processes", &[]), 0.0);
    assert_eq!(recorder.counter("memory_writes_total", &[]), 0.0);
}

#[tokio::test]
async fn parts_of_a_process_run_in_its_context_and_it_goes_on() {
    #[tool_call]
    fn shell() {}
    struct CallsToolOnDrop;
    impl Drop for CallsToolOnDrop {
        fn drop(&mut self) {
            shell();
        }
    }
    let recorder = Recorder::new();
    let mut process = recorder.scope_sync(|| Process::builder("channel").agent_id("bot-1").start());
    process.scope_sync(shell);
    process.scope(async { shell() }).await;
    let context = process.context();
    tokio::spawn(context.scope(async { shell() })).await.unwrap();
    let cleans_up = CallsToolOnDrop;
    let cancelled = process.scope(async move {
        let _cleans_up = cleans_up;
        pending::<()>().await;
    });
    assert!(cancelled.now_or_never().is_none());
    assert_eq!(Context::current().agent_id(), None);
    assert_eq!(recorder.gauge("active_processes", &[("process_type", "channel")]), 1.0);
    process.end();
    assert_eq!(recorder.counter("processes_total", &[("outcome", "ok")]), 1.0);
    assert_eq!(recorder.counter("tool_calls_total", &[("agent_id", "bot-1"), ("process_type", "channel")]), 4.0);
}

#[test]
fn a_memory_operation_is_told_its_numbers() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        let save = MemoryOp::start("save");
        save.affected(3_u64);
        save.end();
        let operation = ["delete"][0].to_owned(); // chosen at run time
        MemoryOp::start(operation).end();
        let mut search = MemoryOp::start("search");
        search.scope_sync(|| MemoryOp::start("search").end()); // the same search, deeper inside
        search.results(7);
        search.end();
    });
    assert_eq!(recorder.counter("memory_writes_total", &[]), 3.0);
    assert_eq!(recorder.gauge("memory_entry_count", &[]), 2.0);
    assert_eq!(recorder.counter("memory_reads_total", &[]), 1.0);
    assert_eq!(recorder.histogram_sum("memory_search_results", &[]), 7.0);
}

#[tokio::test]
async fn a_metered_stream_has_a_type_that_can_be_named() {
    struct Answer {
        items: MeteredStream<stream::Iter<std::vec::IntoIter<Item>>>,
    }
    let recorder = Recorder::new();
    let mut answer = Answer { items: recorder.scope_sync(|| LlmCall::start("gpt-4o").stream(stream::iter(items()))) };
    assert_eq!(answer.items.size_hint(), (2, Some(2)));
    assert_eq!(answer.items.as_ref().size_hint(), (2, Some(2)));
    while let Some(item) = answer.items.next().await {
        item.unwrap();
    }
    assert_one_call(&recorder, "gpt-4o", 110.0);
}
