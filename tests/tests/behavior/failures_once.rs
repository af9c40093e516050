//! One failure that goes up through several guards counts once in `process_errors_total`, where it began.

use agent_metrics::{ErrorType, llm_metered, memory_op, process_metric, testing::Recorder, tool_call};
use agent_metrics_tests::Failed;
use futures::{FutureExt, Stream, StreamExt, future::pending, stream};
use std::{panic::AssertUnwindSafe, time::Duration};

type Done = Result<(), Failed>;

async fn come(failed: Option<ErrorType>) -> Done {
    tokio::task::yield_now().await;
    failed.map_or(Ok(()), |error_type| Err(Failed(error_type)))
}

#[llm_metered(model = "gpt-4o", usage = none)]
async fn ask(failed: Option<ErrorType>) -> Done {
    come(failed).await
}

#[tool_call(count_errors)]
async fn tool<F: Future<Output = Done>>(inside: F) -> Done {
    inside.await
}

#[tool_call]
async fn uncounted<F: Future<Output = Done>>(inside: F) -> Done {
    inside.await
}

#[memory_op(save, count_errors)]
async fn save<F: Future<Output = Done>>(inside: F) -> Done {
    inside.await
}

#[process_metric(worker, agent_id = "bot-1", count_errors)]
async fn work<F: Future<Output = Done>>(inside: F) -> Done {
    inside.await
}

/// The process is another one, so that the labels say which guard has counted.
#[process_metric(channel, agent_id = "bot-1", count_errors)]
async fn channel<F: Future<Output = Done>>(inside: F) -> Done {
    inside.await
}

const AUTH: Option<ErrorType> = Some(ErrorType::Auth);
const TIMEOUT: Option<ErrorType> = Some(ErrorType::Timeout);

async fn errors(run: impl Future<Output = Done>) -> Vec<(&'static str, f64)> {
    let recorder = Recorder::new();
    let run = AssertUnwindSafe(recorder.scope(run)).catch_unwind();
    let _ended = tokio::time::timeout(Duration::from_millis(20), run).await;
    let count = |error_type: &ErrorType| {
        let error_type = error_type.as_str();
        (error_type, recorder.counter("process_errors_total", &[("error_type", error_type)]))
    };
    ErrorType::ALL.iter().map(count).filter(|(_, count)| *count > 0.0).collect()
}

#[tokio::test]
async fn it_counts_where_it_began() {
    assert_eq!(errors(channel(work(tool(save(ask(AUTH))).boxed_local()))).await, [("auth", 1.0)]);
    assert_eq!(errors(channel(uncounted(work(uncounted(tool(come(AUTH))).boxed_local())))).await, [("auth", 1.0)]);
    assert_eq!(errors(channel(uncounted(come(AUTH)))).await, [("auth", 1.0)], "the first that counts");

    let recorder = Recorder::new();
    recorder.scope(channel(work(ask(AUTH)))).await.unwrap_err();
    assert_eq!(recorder.counter("process_errors_total", &[("process_type", "worker")]), 1.0, "not the channel's");
    assert_eq!(recorder.counter("process_errors_total", &[]), 1.0);
    assert_eq!(recorder.counter("processes_total", &[("outcome", "error")]), 2.0, "and yet both have failed");
    assert_eq!(recorder.counter("llm_errors_total", &[]), 1.0);
}

#[tokio::test]
async fn a_type_that_is_lost_on_the_way_up_is_still_the_same_failure() {
    #[tool_call(count_errors)]
    async fn untyped(inside: impl Future<Output = Done>) -> Result<(), String> {
        inside.await.map_err(|error| error.to_string())
    }
    let wrapped = async { untyped(ask(AUTH)).await.map_err(|_| Failed(ErrorType::Other)) };
    assert_eq!(errors(channel(work(wrapped))).await, [("auth", 1.0)]);
    let typed_again = async { untyped(ask(AUTH)).await.map_err(|_| Failed(ErrorType::Auth)) };
    assert_eq!(errors(channel(work(typed_again))).await, [("auth", 1.0)]);
    let only_untyped = async { untyped(come(AUTH)).await.map_err(|_| Failed(ErrorType::Other)) };
    assert_eq!(errors(work(only_untyped)).await, [("other", 1.0)]);
}

#[tokio::test]
async fn another_failure_counts_as_well() {
    let other = |before: Option<ErrorType>, between, after: Option<ErrorType>| async move {
        let _ended = ask(before).await;
        if between {
            ask(None).await?;
        }
        come(after).await
    };
    assert_eq!(errors(work(other(AUTH, false, TIMEOUT))).await, [("timeout", 1.0), ("auth", 1.0)]);
    assert_eq!(errors(work(other(AUTH, true, AUTH))).await, [("auth", 2.0)], "the first one was overcome");
    assert_eq!(errors(work(other(AUTH, false, AUTH))).await, [("auth", 1.0)]);
    assert_eq!(errors(work(other(AUTH, false, None))).await, [("auth", 1.0)]);
    assert_eq!(errors(channel(work(other(AUTH, true, None)).then(|_| come(AUTH)))).await, [("auth", 2.0)]);
    let twice = async {
        ask(AUTH).await.unwrap_err();
        ask(AUTH).await
    };
    assert_eq!(errors(work(twice)).await, [("auth", 2.0)], "each call began");
}

#[tokio::test]
async fn calls_side_by_side_are_told_apart() {
    let beside = async {
        // The second one began before the first failed, and ends after it.
        let slow = async {
            tokio::time::sleep(Duration::from_millis(2)).await;
            Ok(())
        };
        let (failed, _) = futures::join!(ask(AUTH), uncounted(slow));
        failed
    };
    assert_eq!(errors(work(beside)).await, [("auth", 1.0)], "a success beside it overcomes nothing");
    let race = async {
        // The first failure drops the others.
        futures::try_join!(ask(AUTH), async { pending::<Done>().await }, tool(pending())).map(drop)
    };
    assert_eq!(errors(work(race)).await, [("auth", 1.0), ("cancelled", 1.0)]);
    let both = async {
        let (first, second) = futures::join!(work(ask(AUTH)), work(ask(TIMEOUT)));
        first.and(second)
    };
    assert_eq!(errors(channel(both)).await, [("timeout", 1.0), ("auth", 1.0)]);
}

#[tokio::test]
async fn an_abort_and_a_panic_count_once() {
    assert_eq!(errors(channel(work(tool(pending())))).await, [("cancelled", 1.0)]);
    assert_eq!(errors(channel(work(tool(async { panic!("on purpose") })))).await, [("panic", 1.0)]);
    let two = async { futures::join!(tool(pending()), tool(pending())).0 };
    assert_eq!(errors(work(two)).await, [("cancelled", 2.0)], "each of the two began");
}

#[tokio::test]
async fn a_failed_item_of_a_stream_counts_once() {
    #[llm_metered(model = "gpt-4o", usage = none)]
    fn answer() -> impl Stream<Item = Done> {
        stream::iter([Ok(()), Err(Failed(ErrorType::Overloaded))])
    }
    #[tool_call(count_errors)]
    fn relay() -> impl Stream<Item = Done> {
        stream::once(async { answer() }).flatten()
    }
    let read = async {
        let mut items = std::pin::pin!(relay());
        while let Some(item) = items.next().await {
            item?;
        }
        Ok(())
    };
    assert_eq!(errors(channel(work(read))).await, [("overloaded", 1.0)]);
}

#[tokio::test]
async fn the_request_counts_and_not_its_attempts() {
    #[llm_metered(attempt, model = "gpt-4o", usage = none)]
    async fn attempt(failed: Option<ErrorType>) -> Done {
        come(failed).await
    }
    #[llm_metered(model = "gpt-4o", usage = none)]
    async fn retry(last: Option<ErrorType>) -> Done {
        for _ in 0..2 {
            attempt(AUTH).await.unwrap_err();
        }
        attempt(last).await
    }
    assert_eq!(errors(work(retry(AUTH))).await, [("auth", 1.0)]);
    assert_eq!(errors(work(retry(None))).await, []);
    assert_eq!(errors(work(async { retry(None).await.and(come(AUTH).await) })).await, [("auth", 1.0)]);
}

/// A task is a new beginning: what failed in it is not recognised outside, unless its failure is not counted there.
#[tokio::test]
async fn a_task_carries_nothing_along() {
    let spawned = async { tokio::spawn(Recorder::new().scope(ask(AUTH))).await.unwrap() };
    assert_eq!(errors(work(spawned)).await, [("auth", 1.0)]);
    let context = |run| agent_metrics::InCurrentContext::in_current_context(run);
    let taken_along = async { tokio::spawn(context(ask(AUTH))).await.unwrap() };
    assert_eq!(errors(work(taken_along)).await, [("auth", 2.0)]);
}

/// Two tasks of one thread that take turns.
#[tokio::test]
async fn tasks_that_take_turns_do_not_see_each_other() {
    let recorder = Recorder::new();
    let tasks = [AUTH, TIMEOUT, AUTH].map(|failed| {
        tokio::spawn(recorder.scope(work(async move {
            tokio::task::yield_now().await;
            ask(failed).await.unwrap_err();
            tokio::task::yield_now().await;
            come(failed).await
        })))
    });
    for task in tasks {
        task.await.unwrap().unwrap_err();
    }
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "auth")]), 2.0);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "timeout")]), 1.0);
}
