//! The age of the oldest process that runs shows the one that is stuck among busy ones.

use agent_metrics::{Config, Process, process_metric, testing::Recorder};
use futures::{FutureExt, future::pending};
use std::{
    panic::catch_unwind,
    thread,
    time::{Duration, Instant},
};

fn oldest(recorder: &Recorder, process_type: &str) -> f64 {
    recorder.gauge("process_oldest_seconds", &[("agent_id", "bot-1"), ("process_type", process_type)])
}

fn start(recorder: &Recorder, process_type: &str) -> Process {
    recorder.scope_sync(|| Process::builder(process_type).agent_id("bot-1").start())
}

const PAUSE: Duration = Duration::from_millis(20);

#[test]
fn it_is_the_age_of_the_one_that_is_stuck() {
    let recorder = Recorder::new();
    assert_eq!(recorder.series("process_oldest_seconds"), 0);
    let before = Instant::now();
    let stuck = start(&recorder, "worker");
    let after = Instant::now();
    for _ in 0..3 {
        thread::sleep(PAUSE);
        start(&recorder, "worker").end();
    }
    let busy = start(&recorder, "worker");
    let least = after.elapsed();
    let age = oldest(&recorder, "worker");
    assert!((least.as_secs_f64()..=before.elapsed().as_secs_f64()).contains(&age), "{age}");
    assert!(age >= 3.0 * PAUSE.as_secs_f64());
    let before_busy = Instant::now();
    stuck.end();
    thread::sleep(PAUSE);
    let age = oldest(&recorder, "worker");
    assert!(age >= PAUSE.as_secs_f64() && age < before.elapsed().as_secs_f64() - least.as_secs_f64() + 1.0, "{age}");
    assert!(before_busy.elapsed().as_secs_f64() + 1.0 > age, "now it is the younger one");
    busy.end();
    assert_eq!(oldest(&recorder, "worker"), 0.0);
    assert_eq!(recorder.series("process_oldest_seconds"), 1, "an alert resolves at zero");
}

#[test]
fn each_kind_has_its_own() {
    let recorder = Recorder::new();
    let _channel = start(&recorder, "channel");
    thread::sleep(PAUSE);
    let _branch = start(&recorder, "branch");
    assert!(oldest(&recorder, "channel") >= oldest(&recorder, "branch") + PAUSE.as_secs_f64() / 2.0);
    let text = recorder.render();
    let sample = text.lines().find(|line| line.starts_with("agent_process_oldest_seconds{")).unwrap();
    let (labels, age) = sample.rsplit_once(' ').unwrap();
    assert_eq!(labels, r#"agent_process_oldest_seconds{agent_id="bot-1",process_type="channel"}"#);
    assert!(age.parse::<f64>().unwrap() >= PAUSE.as_secs_f64());
}

#[test]
fn what_was_aborted_is_not_the_oldest() {
    #[process_metric(worker, agent_id = "bot-1")]
    async fn never() {
        pending::<()>().await;
    }
    #[process_metric(worker, agent_id = "bot-1")]
    fn panics() {
        panic!("on purpose");
    }
    let recorder = Recorder::new();
    let mut future = Box::pin(recorder.scope(never()));
    assert!(future.as_mut().now_or_never().is_none());
    thread::sleep(PAUSE);
    assert!(oldest(&recorder, "worker") >= PAUSE.as_secs_f64());
    drop(future);
    assert_eq!(oldest(&recorder, "worker"), 0.0);
    assert!(catch_unwind(|| recorder.scope_sync(panics)).is_err());
    assert_eq!(oldest(&recorder, "worker"), 0.0);
}

#[test]
fn threads_start_and_end_each_others_processes() {
    let recorder = Recorder::new();
    let first = start(&recorder, "worker");
    thread::sleep(PAUSE);
    let others: Vec<Process> = thread::scope(|scope| {
        let start = || (0..100).map(|_| start(&recorder, "worker")).collect::<Vec<_>>();
        [(); 4].map(|()| scope.spawn(start)).into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(recorder.gauge("active_processes", &[]), 401.0);
    assert!(oldest(&recorder, "worker") >= PAUSE.as_secs_f64());
    thread::scope(|scope| {
        let mut others = others.into_iter();
        for _ in 0..4 {
            let ended: Vec<_> = others.by_ref().take(100).collect();
            scope.spawn(|| ended.into_iter().for_each(Process::end));
        }
        scope.spawn(|| first.end());
    });
    assert_eq!((oldest(&recorder, "worker"), recorder.gauge("active_processes", &[])), (0.0, 0.0));
}

#[test]
fn above_the_cap_it_is_the_oldest_of_all_kinds() {
    let recorder = Recorder::with_config(Config::new().series_cap(1)).unwrap();
    let first = start(&recorder, "channel");
    let worker = start(&recorder, "worker");
    thread::sleep(PAUSE);
    let cortex = start(&recorder, "cortex");
    let overflow = || recorder.gauge("process_oldest_seconds", &[("agent_id", "_overflow")]);
    assert!(overflow() >= PAUSE.as_secs_f64());
    first.end();
    assert_eq!(oldest(&recorder, "channel"), 0.0);
    worker.end();
    thread::sleep(PAUSE);
    assert!(overflow() >= PAUSE.as_secs_f64());
    cortex.end();
    assert_eq!(overflow(), 0.0);
    assert_eq!(recorder.series("process_oldest_seconds"), 2);
}
