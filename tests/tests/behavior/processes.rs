//! A process that began ends in exactly one outcome, and its gauge comes back down.

use agent_metrics::{Context, ErrorType, process_metric, testing::Recorder};
use agent_metrics_tests::Failed;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

#[derive(Clone, Copy)]
enum End {
    Ok,
    Error,
    Panic,
    Never,
}

#[process_metric(worker, agent_id = agent, worker_type = "builtin", count_errors)]
async fn work(agent: &str, end: End) -> Result<(), Failed> {
    tokio::task::yield_now().await;
    match end {
        End::Ok => Ok(()),
        End::Error => Err(Failed(ErrorType::Timeout)),
        End::Panic => panic!("on purpose"),
        End::Never => std::future::pending().await,
    }
}

#[process_metric(branch, agent_id = "bot-1")]
async fn think(end: End) -> Result<(), Failed> {
    work("bot-1", end).await
}

const WORKER: &[(&str, &str)] = &[("agent_id", "bot-1"), ("process_type", "worker"), ("worker_type", "builtin")];

fn outcomes(recorder: &Recorder) -> [f64; 4] {
    ["ok", "error", "cancelled", "panicked"].map(|outcome| {
        let labels: Vec<_> = WORKER.iter().copied().chain([("outcome", outcome)]).collect();
        recorder.counter("processes_total", &labels)
    })
}

fn assert_idle(recorder: &Recorder) {
    for gauge in ["active_workers", "active_branches", "active_processes"] {
        assert_eq!(recorder.gauge(gauge, &[]), 0.0, "{gauge}");
    }
}

#[tokio::test]
async fn ok_and_error_are_told_apart() {
    let recorder = Recorder::new();
    recorder.scope(work("bot-1", End::Ok)).await.unwrap();
    recorder.scope(work("bot-1", End::Error)).await.unwrap_err();
    assert_eq!(outcomes(&recorder), [1.0, 1.0, 0.0, 0.0]);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "timeout")]), 1.0);
    assert_eq!(recorder.histogram_count("worker_duration_seconds", &[("worker_type", "builtin")]), 2);
    assert_eq!(recorder.histogram_count("process_duration_seconds", WORKER), 2);
    assert_idle(&recorder);
}

#[tokio::test]
async fn an_aborted_task_is_cancelled() {
    let recorder = Recorder::new();
    let task = tokio::spawn(recorder.scope(think(End::Never)));
    while recorder.gauge("active_workers", &[("agent_id", "bot-1")]) < 1.0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(recorder.gauge("active_branches", &[("agent_id", "bot-1")]), 1.0);
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(outcomes(&recorder), [0.0, 0.0, 1.0, 0.0]);
    assert_eq!(recorder.counter("processes_total", &[("process_type", "branch"), ("outcome", "cancelled")]), 1.0);
    assert_eq!(recorder.counter("branches_spawned_total", &[("agent_id", "bot-1")]), 1.0);
    assert_eq!(recorder.histogram_count("worker_duration_seconds", &[]), 1);
    assert_idle(&recorder);
}

#[tokio::test]
async fn a_panicking_worker_is_panicked() {
    let recorder = Recorder::new();
    assert!(tokio::spawn(recorder.scope(think(End::Panic))).await.unwrap_err().is_panic());
    assert_eq!(outcomes(&recorder), [0.0, 0.0, 0.0, 1.0]);
    assert_eq!(recorder.counter("processes_total", &[("process_type", "branch"), ("outcome", "panicked")]), 1.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "panic")]), 1.0);
    assert_idle(&recorder);
}

#[test]
fn a_panic_that_is_caught_and_dropped_later_is_panicked() {
    let recorder = Recorder::new();
    let mut future = Box::pin(recorder.scope(work("bot-1", End::Panic)));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut poll = || catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut context).is_ready()));
    assert!(matches!(poll(), Ok(false)));
    assert!(poll().is_err());
    drop(future);
    assert_eq!(outcomes(&recorder), [0.0, 0.0, 0.0, 1.0]);
    assert_idle(&recorder);
}

#[test]
fn a_sync_process_that_panics_comes_back_down() {
    #[process_metric(worker, agent_id = "bot-1", worker_type = "builtin")]
    fn work() {
        panic!("on purpose");
    }
    let recorder = Recorder::new();
    assert!(catch_unwind(|| recorder.scope_sync(work)).is_err());
    assert_eq!(outcomes(&recorder), [0.0, 0.0, 0.0, 1.0]);
    assert_eq!(Context::current(), Context::default(), "the context around it is back");
    assert_idle(&recorder);
}

#[tokio::test]
async fn a_timeout_is_cancelled() {
    let recorder = Recorder::new();
    let timeout = tokio::time::timeout(Duration::from_millis(5), recorder.scope(work("bot-1", End::Never))).await;
    assert!(timeout.is_err());
    assert_eq!(outcomes(&recorder), [0.0, 0.0, 1.0, 0.0]);
    assert_idle(&recorder);
}

#[tokio::test]
async fn a_future_that_was_never_polled_did_not_begin() {
    let recorder = Recorder::new();
    drop(recorder.scope(work("bot-1", End::Ok)));
    assert_eq!(recorder.series("processes_total"), 0);
    assert_eq!(recorder.series("active_processes"), 0);
}

#[tokio::test]
async fn the_kind_is_the_functions_name_by_default() {
    #[process_metric(agent_id = "bot-1")]
    async fn compactor() {}
    let recorder = Recorder::new();
    recorder.scope(compactor()).await;
    assert_eq!(recorder.counter("processes_total", &[("process_type", "compactor"), ("outcome", "ok")]), 1.0);
}

#[tokio::test]
async fn the_kind_may_be_computed() {
    #[process_metric(name = kind, agent_id = "bot-1")]
    async fn by_name(kind: &str) {}
    #[process_metric(process_type = kind.to_owned(), agent_id = "bot-1")]
    async fn by_its_label(kind: &str) -> String {
        Context::current().process_type().unwrap_or_default().to_owned()
    }
    let recorder = Recorder::new();
    recorder.scope(by_name("worker")).await;
    assert_eq!(recorder.scope(by_its_label("cortex")).await, "cortex");
    for kind in ["worker", "cortex"] {
        assert_eq!(recorder.counter("processes_total", &[("process_type", kind), ("outcome", "ok")]), 1.0);
    }
    assert_eq!(recorder.histogram_count("worker_duration_seconds", &[]), 1, "a computed worker is one");
    assert_eq!(recorder.counter("processes_total", &[("outcome", "ok")]), 2.0);
}

#[tokio::test]
async fn a_handle_tells_a_failure_that_is_no_error() {
    #[process_metric(cortex, agent_id = "bot-1", handle = process)]
    async fn run() -> Option<()> {
        process.failed(ErrorType::Other);
        None
    }
    let recorder = Recorder::new();
    recorder.scope(run()).await;
    assert_eq!(recorder.counter("processes_total", &[("outcome", "error")]), 1.0);
}
