//! A tool call counts and is timed, whatever its outcome.

use agent_metrics::{ErrorType, LabelBuffer, LabelValue, memory_op, process_metric, testing::Recorder, tool_call};
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
