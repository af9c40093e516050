//! A tool call counts and is timed, whatever its outcome.

use agent_metrics::{
    Config, Context, ErrorType, LabelBuffer, LabelValue, llm_metered, memory_op, process_metric, testing::Recorder,
    tool_call,
};
use agent_metrics_tests::Failed;
use std::{num::NonZero, sync::Arc};

#[tool_call(name = name, count_errors)]
async fn call(name: &str, end: Result<(), Failed>) -> Result<(), Failed> {
    end
}

#[process_metric(worker, agent_id = "bot-1")]
async fn work() {
    call("shell", Ok(())).await.unwrap();
    call("shell", Err(Failed(ErrorType::Timeout))).await.unwrap_err();
    call("read_file", Ok(())).await.unwrap();
    count_words("a b c");
}

#[tool_call]
fn count_words(text: &str) -> usize {
    text.split(' ').count()
}

#[test]
fn the_kind_of_process_may_be_given() {
    #[tool_call(agent_id = "bot-1", process_type = kind, count_errors)]
    fn call(kind: &str) -> Result<(), Failed> {
        Err(Failed(ErrorType::Timeout))
    }
    #[memory_op(load, agent_id = "bot-1", process_type = kind, count_errors)]
    fn load(kind: &str) -> Result<(), Failed> {
        Err(Failed(ErrorType::NotFound))
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| (call("worker").unwrap_err(), load("branch").unwrap_err()));
    assert_eq!(recorder.counter("tool_calls_total", &[("tool_name", "call"), ("process_type", "worker")]), 1.0);
    for (kind, error_type) in [("worker", "timeout"), ("branch", "not_found")] {
        let labels = [("process_type", kind), ("error_type", error_type)];
        assert_eq!(recorder.counter("process_errors_total", &labels), 1.0);
    }
}

#[tokio::test]
async fn tools_are_counted_by_name() {
    let recorder = Recorder::new();
    recorder.scope(work()).await;
    let calls = |tool| {
        let labels = [("agent_id", "bot-1"), ("tool_name", tool), ("process_type", "worker")];
        (recorder.counter("tool_calls_total", &labels), recorder.histogram_count("tool_call_duration_seconds", &labels))
    };
    assert_eq!(calls("shell"), (2.0, 2));
    assert_eq!(calls("read_file"), (1.0, 1));
    assert_eq!(calls("count_words"), (1.0, 1));
    let labels = [("agent_id", "bot-1"), ("process_type", "worker"), ("error_type", "timeout")];
    assert_eq!(recorder.counter("process_errors_total", &labels), 1.0);
}

#[tokio::test]
async fn a_dropped_tool_call_counts() {
    #[tool_call(name = "slow", agent_id = "bot-1")]
    async fn slow() {
        std::future::pending::<()>().await;
    }
    let recorder = Recorder::new();
    let _ = tokio::time::timeout(std::time::Duration::from_millis(1), recorder.scope(slow())).await;
    assert_eq!(recorder.counter("tool_calls_total", &[("tool_name", "slow")]), 1.0);
    assert_eq!(recorder.histogram_count("tool_call_duration_seconds", &[("tool_name", "slow")]), 1);
}

#[test]
fn labels_of_any_type_are_their_text() {
    struct AgentId<'a>(&'a str);

    impl LabelValue for AgentId<'_> {
        fn as_label<'a>(&'a self, buffer: &'a mut LabelBuffer) -> &'a str {
            buffer.display(format_args!("agent/{}", self.0))
        }
    }

    #[tool_call(agent_id = agent, name = number, process_type = is_worker)]
    fn tool(agent: &AgentId<'_>, number: NonZero<u64>, is_worker: &Arc<Option<bool>>) {}

    // The longer one does not fit into the buffer, and two of them differ only in their end.
    let long = ["x".repeat(100) + "1", "x".repeat(100) + "2"];
    let recorder = Recorder::new();
    for name in ["7", &long[0], &long[1], &long[1]] {
        recorder.scope_sync(|| tool(&AgentId(name), NonZero::<u64>::MIN, &Arc::new(Some(true))));
    }
    let calls = |agent: &str| {
        let labels = [("agent_id", agent), ("tool_name", "1"), ("process_type", "true")];
        recorder.counter("tool_calls_total", &labels)
    };
    assert_eq!(calls("agent/7"), 1.0);
    assert_eq!(long.map(|name| calls(&format!("agent/{name}"))), [1.0, 2.0]);
}

/// Calls and their outcomes of a tool.
fn counted(recorder: &Recorder, tool: &str) -> (f64, f64, f64) {
    let outcome = |outcome| recorder.counter("tool_outcomes_total", &[("tool_name", tool), ("outcome", outcome)]);
    (recorder.counter("tool_calls_total", &[("tool_name", tool)]), outcome("ok"), outcome("error"))
}

/// Finds the tool by its name, tries it again if it fails, and tells the model what went wrong.
#[tool_call(name = name, agent_id = "bot-1")]
async fn dispatch(name: &str, failures: usize) -> String {
    for attempt in 0.. {
        match shell(attempt < failures).await {
            Ok(()) => break,
            Err(_) if attempt == 2 => return "failed".to_owned(),
            Err(_) => {}
        }
    }
    "ok".to_owned()
}

#[tool_call(agent_id = "bot-1", count_errors)]
async fn shell(fails: bool) -> Result<(), Failed> {
    tokio::task::yield_now().await;
    if fails { Err(Failed(ErrorType::Timeout)) } else { Ok(()) }
}

#[tokio::test]
async fn a_tool_inside_the_same_tool_is_one_call() {
    let recorder = Recorder::new();
    recorder.scope(dispatch("shell", 0)).await;
    assert_eq!(counted(&recorder, "shell"), (1.0, 1.0, 0.0));
    recorder.scope(dispatch("shell", 2)).await;
    assert_eq!(counted(&recorder, "shell"), (2.0, 2.0, 0.0), "the outcome is that of the whole call");
    assert_eq!(recorder.histogram_count("tool_call_duration_seconds", &[("tool_name", "shell")]), 2);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "timeout")]), 2.0, "each failure inside");
    assert_eq!(recorder.counter("missing_context_total", &[]), 0.0);
    // Of two tools each is a call.
    recorder.scope(dispatch("router", 0)).await;
    assert_eq!((counted(&recorder, "router"), counted(&recorder, "shell")), ((1.0, 1.0, 0.0), (3.0, 3.0, 0.0)));
    // Calls that run at the same time, in turns, are calls beside each other.
    let both = async { tokio::join!(dispatch("shell", 0), shell(false), dispatch("router", 0)) };
    recorder.scope(both).await.1.unwrap();
    assert_eq!((counted(&recorder, "router"), counted(&recorder, "shell")), ((2.0, 2.0, 0.0), (6.0, 6.0, 0.0)));
}

#[test]
fn a_tool_that_a_process_or_a_model_calls_inside_the_same_tool_is_another_call() {
    #[tool_call(name = "spawn_worker", agent_id = "bot-1")]
    fn spawn_worker(depth: u8) {
        if depth > 0 {
            work(depth - 1);
        }
    }
    #[process_metric(worker)]
    fn work(depth: u8) {
        spawn_worker(depth);
    }
    #[tool_call(name = "ask", agent_id = "bot-1")]
    fn ask(depth: u8) {
        if depth > 0 {
            complete(depth - 1);
        }
    }
    #[llm_metered(model = "gpt-4o", usage = none)]
    fn complete(depth: u8) {
        ask(depth);
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        spawn_worker(2);
        ask(2);
    });
    // Each has a label of its own for the process type, which `work` sets.
    assert_eq!(recorder.counter("tool_calls_total", &[("tool_name", "spawn_worker")]), 3.0);
    assert_eq!(recorder.counter("tool_calls_total", &[("tool_name", "ask")]), 3.0);
}

#[test]
fn the_same_tool_of_another_instance_or_above_the_cap_is_another_call() {
    #[tool_call(name = name, agent_id = "bot-1")]
    fn outer<R>(name: &str, inside: impl FnOnce() -> R) -> R {
        inside()
    }
    let [recorder, inner] = [Recorder::new(), Recorder::new()];
    recorder.scope_sync(|| outer("shell", || inner.scope_sync(|| outer("shell", || ()))));
    assert_eq!((counted(&recorder, "shell").0, counted(&inner, "shell").0), (1.0, 1.0));

    let capped = Recorder::with_config(Config::new().series_cap(1)).unwrap();
    capped.scope_sync(|| outer("first", || outer("second", || outer("third", || ()))));
    assert_eq!((counted(&capped, "first").0, counted(&capped, "_overflow").0), (1.0, 2.0));
}

#[test]
fn the_same_tool_in_a_context_of_another_instance_is_one_call() {
    #[tool_call(name = "shell", context = context)]
    fn shell<R>(context: &Context, inside: impl FnOnce() -> R) -> R {
        inside()
    }
    let recorder = Recorder::new();
    let context = recorder.scope_sync(|| Context::new("bot-1").scope_sync(Context::current));
    // Outside of the recorder's scope, in which only the context is.
    shell(&context, || shell(&context, || ()));
    assert_eq!(counted(&recorder, "shell").0, 1.0);
}
