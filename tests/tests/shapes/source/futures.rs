// Functions that return a future in some other way than `async fn`: the body is what is timed, to its end.

use crate::support::{body, timed};
use agent_metrics::{ErrorType, testing::Recorder};
use agent_metrics_tests::Failed;
use futures::future::{BoxFuture, FutureExt, LocalBoxFuture, ready};
use std::{future::Future, pin::Pin, rc::Rc};

#[tokio::test]
async fn impl_future() {
    #[metered]
    fn only_a_block() -> impl Future<Output = u8> {
        async {
            body().await;
            1
        }
    }
    #[metered(agent_id = text)]
    fn statements_before(text: &str) -> impl Future<Output = usize> + use<> {
        let length = text.len();
        let doubled = length * 2;
        async move {
            body().await;
            doubled
        }
    }
    #[metered]
    fn bound_first() -> impl Future<Output = u8> {
        let future = async {
            body().await;
            1
        };
        future
    }
    #[metered]
    fn of_another_function() -> impl Future<Output = u8> + Send + 'static {
        only_a_block_of_others()
    }
    #[metered]
    fn mapped() -> impl Future<Output = u8> + Send {
        body().map(|()| 1)
    }
    assert_eq!(timed(FAMILY, only_a_block).await, 1);
    assert_eq!(timed(FAMILY, || statements_before("ab")).await, 4);
    assert_eq!(timed(FAMILY, bound_first).await, 1);
    assert_eq!(timed(FAMILY, of_another_function).await, 1);
    assert_eq!(timed(FAMILY, mapped).await, 1);
}

async fn only_a_block_of_others() -> u8 {
    body().await;
    1
}

#[tokio::test]
async fn the_output_type_is_known_to_the_body() {
    #[metered]
    fn question_mark(text: &str) -> impl Future<Output = Result<u8, Box<dyn std::error::Error>>> + use<'_> {
        async move {
            body().await;
            let number = text.parse::<u8>()?;
            Ok(number)
        }
    }
    #[metered]
    fn boxed(text: &str) -> Pin<Box<dyn Future<Output = Result<u8, Box<dyn std::error::Error>>> + '_>> {
        Box::pin(async move {
            body().await;
            Ok(text.parse::<u8>()?)
        })
    }
    #[metered]
    fn collected() -> impl Future<Output = Vec<u8>> {
        async move {
            body().await;
            [1, 2].into_iter().collect()
        }
    }
    assert!(timed(FAMILY, || question_mark("7")).await.is_ok());
    assert!(timed(FAMILY, || boxed("7")).await.is_ok());
    assert_eq!(timed(FAMILY, collected).await, [1, 2]);
}

/// What meters an `impl Future + Unpin` is `Unpin`, too.
#[tokio::test]
async fn unpin_futures() {
    fn is_unpin<F: Unpin>(future: F) -> F {
        future
    }
    #[metered]
    fn opaque(text: &str) -> impl Future<Output = usize> + Unpin + Send + use<'_> {
        Box::pin(async move {
            body().await;
            text.len()
        })
    }
    #[metered]
    fn in_a_result() -> Result<impl Future<Output = u8> + Unpin, Failed> {
        Ok(body().map(|()| 1).boxed())
    }
    #[metered]
    fn pinned() -> Pin<Box<impl Future<Output = u8> + Unpin>> {
        Box::pin(body().map(|()| 1).boxed())
    }
    assert_eq!(timed(FAMILY, || is_unpin(opaque("ab"))).await, 2);
    assert_eq!(timed(FAMILY, || is_unpin(in_a_result().unwrap())).await, 1);
    assert_eq!(timed(FAMILY, || *is_unpin(Box::new(pinned()))).await, 1);
}

#[test]
fn ready_futures() {
    #[metered]
    fn is_ready() -> impl Future<Output = u8> {
        ready(1)
    }
    #[metered]
    fn standard() -> impl Future<Output = Result<u8, Failed>> {
        std::future::ready(Err(Failed(ErrorType::Auth)))
    }
    let recorder = Recorder::new();
    assert_eq!(futures::executor::block_on(recorder.scope(async { is_ready().await })), 1);
    assert!(futures::executor::block_on(recorder.scope(async { standard().await })).is_err());
    if agent_metrics::ENABLED && !FAMILY.is_empty() {
        assert_eq!(recorder.histogram_count(FAMILY, &[]), 2);
    }
}

#[tokio::test]
async fn boxed_futures() {
    #[metered]
    fn pinned() -> Pin<Box<dyn Future<Output = u8> + Send>> {
        Box::pin(async {
            body().await;
            1
        })
    }
    #[metered]
    fn by_method(text: &str) -> BoxFuture<'_, usize> {
        async move {
            body().await;
            text.len()
        }
        .boxed()
    }
    #[metered]
    fn local(text: Rc<str>) -> LocalBoxFuture<'static, usize> {
        async move {
            body().await;
            text.len()
        }
        .boxed_local()
    }
    #[metered]
    fn statements_before(text: &str) -> Pin<Box<dyn Future<Output = usize>>> {
        let length = text.len();
        let future = async move {
            body().await;
            length
        };
        Box::pin(future)
    }
    #[metered]
    fn from_a_branch(early: bool) -> Pin<Box<dyn Future<Output = u8> + Send>> {
        if early {
            return Box::pin(async {
                body().await;
                1
            });
        }
        Box::pin(ready(2))
    }
    #[metered]
    fn from_a_match(number: u8) -> std::pin::Pin<std::boxed::Box<dyn std::future::Future<Output = u8>>> {
        match number {
            0 => Box::pin(async {
                body().await;
                0
            }),
            number => Box::pin(ready(number)),
        }
    }
    #[metered]
    fn sync() -> Pin<Box<dyn Future<Output = u8> + Sync>> {
        Box::pin(crate::support::syncs(1))
    }
    assert_eq!(timed(FAMILY, pinned).await, 1);
    assert_eq!(timed(FAMILY, sync).await, 1);
    assert_eq!(timed(FAMILY, || by_method("ab")).await, 2);
    assert_eq!(timed(FAMILY, || local("ab".into())).await, 2);
    assert_eq!(timed(FAMILY, || statements_before("ab")).await, 2);
    assert_eq!(timed(FAMILY, || from_a_branch(true)).await, 1);
    assert_eq!(timed(FAMILY, || from_a_match(0)).await, 0);
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failed>> + Send + 'a>>;

#[tokio::test]
async fn boxed_futures_behind_an_alias() {
    #[metered]
    fn shape(text: &str) -> Answer<'_, usize> {
        Box::pin(async move {
            body().await;
            Ok(text.len())
        })
    }
    assert_eq!(timed(FAMILY, || shape("ab")).await, Ok(2));
}

#[tokio::test]
async fn boxed_futures_in_a_result() {
    #[metered]
    fn shape(fails: bool) -> Result<Pin<Box<dyn Future<Output = u8> + Send>>, Failed> {
        if fails {
            return Err(Failed(ErrorType::Auth));
        }
        Ok(Box::pin(async {
            body().await;
            1
        }))
    }
    #[metered]
    fn local(text: &str) -> Result<LocalBoxFuture<'_, usize>, Failed> {
        Ok(Box::pin(async move {
            body().await;
            text.len()
        }))
    }
    #[metered]
    fn opaque(text: &str) -> Result<impl Future<Output = usize> + use<'_>, Failed> {
        Ok(async move {
            body().await;
            text.len()
        })
    }
    // The block knows its error by the signature alone.
    #[metered]
    fn inferred(text: &str) -> Result<impl Future<Output = Result<u8, Box<dyn std::error::Error>>> + use<'_>, Failed> {
        Ok(async move {
            body().await;
            Ok(text.parse::<u8>()?)
        })
    }
    assert_eq!(timed(FAMILY, || async { inferred("7").unwrap().await.unwrap() }).await, 7);
    assert_eq!(timed(FAMILY, || async { shape(false).unwrap().await }).await, 1);
    assert_eq!(timed(FAMILY, || async { local("ab").unwrap().await }).await, 2);
    assert_eq!(timed(FAMILY, || async { opaque("ab").unwrap().await }).await, 2);
    let recorder = Recorder::new();
    assert!(recorder.scope_sync(|| shape(true)).is_err());
    if agent_metrics::ENABLED && !FAMILY.is_empty() {
        assert_eq!(recorder.histogram_count(FAMILY, &[]), 1);
    }
}

fn is_send<T: Send + 'static>(value: T) -> T {
    value
}

#[tokio::test]
async fn send_stays_send() {
    #[metered(agent_id = name)]
    async fn shape(name: String, _: u8) -> Result<String, Failed> {
        body().await;
        Ok(name)
    }
    #[metered]
    async fn generic<T: Send>(value: T) -> T {
        body().await;
        value
    }
    timed(FAMILY, || is_send(shape(String::new(), 1))).await.unwrap();
    timed(FAMILY, || is_send(generic(String::new()))).await;
    assert!(tokio::spawn(shape(String::new(), 1)).await.is_ok());
}

#[tokio::test]
async fn not_send_is_allowed() {
    #[metered]
    async fn shape(shared: Rc<str>) -> usize {
        body().await;
        shared.len()
    }
    #[metered]
    async fn held_across() -> Rc<u8> {
        let shared = Rc::new(1);
        body().await;
        shared
    }
    #[metered]
    async fn generic<T>(value: T) -> T {
        body().await;
        value
    }
    timed(FAMILY, || shape("ab".into())).await;
    timed(FAMILY, held_across).await;
    timed(FAMILY, || generic(Rc::new(1))).await;
}

#[tokio::test]
async fn recursion() {
    #[metered]
    async fn boxed(depth: u8) -> u8 {
        tokio::task::yield_now().await;
        if depth == 0 { 0 } else { Box::pin(boxed(depth - 1)).await + 1 }
    }
    #[metered]
    fn returns_a_box(depth: u8) -> BoxFuture<'static, u8> {
        async move { if depth == 0 { 0 } else { returns_a_box(depth - 1).await + 1 } }.boxed()
    }
    #[metered]
    fn sync_recursion(depth: u8) -> u8 {
        if depth == 0 { 0 } else { sync_recursion(depth - 1) + 1 }
    }
    assert_eq!(is_send(boxed(3)).await, 3);
    assert_eq!(is_send(returns_a_box(3)).await, 3);
    assert_eq!(sync_recursion(3), 3);
}

#[tokio::test]
async fn qualifiers() {
    #[metered]
    pub(self) async fn visible() {
        body().await;
    }
    #[metered]
    extern "C" fn foreign(number: u32) -> u32 {
        crate::support::sync_body();
        number
    }
    timed(FAMILY, visible).await;
    assert_eq!(crate::support::timed_sync(FAMILY, || foreign(1)), 1);
}

#[tokio::test]
async fn test_below() {
    #[metered]
    #[tokio::main(flavor = "current_thread")]
    async fn main_below() -> u8 {
        body().await;
        1
    }
    #[tokio::main(flavor = "current_thread")]
    #[metered]
    async fn main_above() -> u8 {
        body().await;
        1
    }
    let on_a_thread = |main: fn() -> u8| {
        let value = std::thread::spawn(move || crate::support::timed_sync(FAMILY, main)).join();
        assert_eq!(value.ok(), Some(1));
    };
    on_a_thread(main_below);
    on_a_thread(main_above);
}

#[tokio::test]
#[metered]
async fn attribute_below_a_test() -> Result<(), Failed> {
    body().await;
    Ok(())
}

#[metered]
#[tokio::test]
async fn attribute_above_a_test() -> Result<(), Failed> {
    body().await;
    Ok(())
}

#[tokio::test]
async fn with_tracing() {
    #[metered]
    #[tracing::instrument(skip_all)]
    async fn above(text: &str) -> Result<usize, Failed> {
        body().await;
        Ok(text.len())
    }
    #[tracing::instrument(level = "debug", fields(length = text.len()), err, ret)]
    #[metered(agent_id = text)]
    async fn below(text: &str) -> Result<usize, Failed> {
        body().await;
        Ok(text.len())
    }
    #[metered]
    #[tracing::instrument]
    fn sync_above(text: &str) -> usize {
        crate::support::sync_body();
        text.len()
    }
    #[tracing::instrument]
    #[metered]
    fn sync_below(text: &str) -> usize {
        crate::support::sync_body();
        text.len()
    }
    assert_eq!(timed(FAMILY, || above("ab")).await, Ok(2));
    assert_eq!(timed(FAMILY, || below("ab")).await, Ok(2));
    assert_eq!(crate::support::timed_sync(FAMILY, || sync_above("ab")), 2);
    assert_eq!(crate::support::timed_sync(FAMILY, || sync_below("ab")), 2);
}

/// The closure sees what the future yields, and the error that may come at once, in both modes.
#[tokio::test]
async fn behind_an_alias_with_a_closure() {
    use agent_metrics::{TokenUsage, llm_metered, tool_call};

    type Later<'a> = Pin<Box<dyn Future<Output = Result<u64, Failed>> + Send + 'a>>;
    #[llm_metered(model = "m", agent_id = "bot-1", usage = |tokens| TokenUsage::new().input(*tokens))]
    fn counted(tokens: u64) -> Later<'static> {
        async move { Ok(tokens) }.boxed()
    }
    #[llm_metered(model = "m", agent_id = "bot-1", usage = |tokens: &u64| TokenUsage::new().input(*tokens), error = |error: &Failed| error.0)]
    fn failed(tokens: u64) -> Result<Later<'static>, Failed> {
        Ok(async move { if tokens > 0 { Err(Failed(ErrorType::Auth)) } else { Ok(tokens) } }.boxed())
    }
    #[tool_call(agent_id = "bot-1", count_errors, error = |error| error.0)]
    fn run(fails: bool) -> Later<'static> {
        async move { if fails { Err(Failed(ErrorType::Timeout)) } else { Ok(1) } }.boxed()
    }
    #[tool_call(agent_id = "bot-1", count_errors, error = |error: &Failed| error.0)]
    fn begin(fails: bool) -> Result<Later<'static>, Failed> {
        if fails { Err(Failed(ErrorType::Overloaded)) } else { Ok(run(false)) }
    }
    let recorder = Recorder::new();
    recorder.scope(async { run(false).await }).await.unwrap();
    recorder.scope(async { run(true).await.unwrap_err() }).await;
    recorder.scope(async { begin(false).unwrap().await }).await.unwrap();
    recorder.scope_sync(|| assert!(begin(true).is_err()));
    assert_eq!(recorder.scope(async { counted(7).await }).await.unwrap(), 7);
    recorder.scope(async { failed(1).unwrap().await.unwrap_err() }).await;
    if agent_metrics::ENABLED {
        assert_eq!(recorder.counter("llm_tokens_total", &[]), 7.0);
        for error_type in ["auth", "timeout", "overloaded"] {
            assert_eq!(recorder.counter("process_errors_total", &[("error_type", error_type)]), 1.0, "{error_type}");
        }
        assert_eq!(recorder.counter("process_errors_total", &[]), 3.0);
    }
}
